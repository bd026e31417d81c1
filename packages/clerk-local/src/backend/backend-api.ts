import { Hono } from 'hono'
import { ClerkError } from '../clerk-error.ts'
import type { Instance } from '../instance.ts'
import { membershipRoutes } from './membership-routes.ts'
import { organizationRoutes } from './organization-routes.ts'
import { sessionRoutes, signInTokenRoutes } from './session-routes.ts'
import { userRoutes } from './user-routes.ts'

export function backendApi(instance: Instance): Hono {
  const { keys } = instance
  return new Hono()
    .get('/v1/jwks', (c) => c.json(keys.jwks))
    .use(async (c, next) => {
      if (c.req.header('authorization') !== `Bearer ${keys.secretKey}`) {
        throw new ClerkError(401, [{ code: 'clerk_key_invalid', message: 'The secret key is not the one of this instance. Use the one the local Clerk started with.' }])
      }
      await next()
    })
    .route('/v1/users', userRoutes(instance))
    .route('/v1/organizations', organizationRoutes(instance))
    .route('/v1/organizations', membershipRoutes(instance))
    .route('/v1/sessions', sessionRoutes(instance))
    .route('/v1/sign_in_tokens', signInTokenRoutes(instance))
}
