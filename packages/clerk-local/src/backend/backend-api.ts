import { Hono } from 'hono'
import { apiFaults } from '../faults/api-faults.ts'
import type { FaultBox } from '../faults/fault-box.ts'
import type { Instance } from '../instance.ts'
import { newId } from '../new-id.ts'
import { secretKeyOnly } from '../http/secret-key-only.ts'
import { apiKeyRoutes } from './api-key-routes.ts'
import { allMembershipsRoutes, membershipRoutes } from './membership-routes.ts'
import { organizationRoutes } from './organization-routes.ts'
import { roleRoutes } from './role-routes.ts'
import { sessionRoutes, signInTokenRoutes } from './session-routes.ts'
import { userRoutes } from './user-routes.ts'

export function backendApi(instance: Instance, faults: FaultBox): Hono {
  const { keys } = instance
  return (
    new Hono()
      .use(apiFaults(faults))
      .use(secretKeyOnly(keys.secretKey))
      .get('/v1/jwks', (c) => c.json(keys.jwks))
      .route('/v1/users', userRoutes(instance))
      .route('/v1/organizations', organizationRoutes(instance))
      .route('/v1/organizations', membershipRoutes(instance))
      .route('/v1/organization_memberships', allMembershipsRoutes(instance))
      .route('/v1/organization_roles', roleRoutes(instance))
      .route('/v1/sessions', sessionRoutes(instance))
      .route('/v1/sign_in_tokens', signInTokenRoutes(instance))
      // The local Clerk has no bot protection, but @clerk/testing requests such a token before its tests.
      .post('/v1/testing_tokens', (c) =>
        c.json({
          object: 'testing_token',
          token: newId('testing_token'),
          expires_at: Math.floor(Date.now() / 1000) + 3600,
        }),
      )
      .route('/api_keys', apiKeyRoutes(instance))
  )
}
