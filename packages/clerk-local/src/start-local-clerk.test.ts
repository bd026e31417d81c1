import { createClerkClient } from '@clerk/backend'
import { expect, test } from 'vitest'
import { startLocalClerk } from './index.ts'

const small = { acme: 25, globex: 30, initech: 40 }

test('the Backend SDK reads organizations, users and memberships', async () => {
  const local = await startLocalClerk({ port: 0, organizations: small })
  const clerk = createClerkClient({ secretKey: local.secretKey, apiUrl: local.apiUrl, telemetry: { disabled: true } })
  const acme = await clerk.organizations.getOrganization({ slug: 'acme' })
  const users = await clerk.users.getUserList({ organizationId: [acme.id], limit: 500, orderBy: '+created_at' })
  const memberships = await clerk.organizations.getOrganizationMembershipList({ organizationId: acme.id, limit: 10 })
  expect(users.totalCount).toBe(25)
  expect(users.data[0]?.primaryEmailAddress?.emailAddress).toBe('alice@acme.test')
  expect(memberships.data).toHaveLength(10)
  expect(memberships.totalCount).toBe(25)
  expect(local.requests().byRoute).toMatchObject({ 'GET /v1/users': 1, 'GET /v1/users/count': 1 })
  await local.close()
})

test('a session token of the local Clerk is accepted by authenticateRequest', async () => {
  const local = await startLocalClerk({ port: 0, organizations: small })
  const azp = 'http://localhost:3000'
  const clerk = createClerkClient({
    secretKey: local.secretKey,
    publishableKey: local.publishableKey,
    jwtKey: local.jwtKey,
    apiUrl: local.apiUrl,
    telemetry: { disabled: true },
  })
  const jwt = local.token({ email: 'alice@acme.test', organization: 'globex', azp })
  const state = await clerk.authenticateRequest(new Request(azp, { headers: { authorization: `Bearer ${jwt}` } }), {
    authorizedParties: [azp],
  })
  expect(state.toAuth()).toMatchObject({ isAuthenticated: true, orgSlug: 'globex', orgRole: 'org:admin' })
  await local.close()
})

test('a port in use is reported with what to do', async () => {
  const local = await startLocalClerk({ port: 0, organizations: small })
  const port = Number(new URL(local.url).port)
  await expect(startLocalClerk({ port, organizations: small })).rejects.toThrow(
    `Port ${port} can't be opened, so the local Clerk did not start.`,
  )
  await local.close()
})

test('the secret key has the requested prefix, and the SDK accepts it', async () => {
  const local = await startLocalClerk({ port: 0, organizations: small, secretKeyPrefix: 'sk_live_' })
  expect(local.secretKey).toMatch(/^sk_live_/)
  const clerk = createClerkClient({ secretKey: local.secretKey, apiUrl: local.apiUrl, telemetry: { disabled: true } })
  expect(await clerk.users.getCount()).toBeGreaterThan(0)
  await local.close()
})
