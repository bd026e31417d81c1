import { createClerkClient } from '@clerk/backend'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { startForTest } from '../../testing/index.ts'
import { noFaults } from './faults.ts'

let clerk: Awaited<ReturnType<typeof startForTest>>

beforeAll(async () => {
  clerk = await startForTest()
})
afterAll(() => clerk.local.close())
beforeEach(() => clerk.local.setFaults(noFaults))

test('a rate limit carries Retry-After and expires after its number of requests', async () => {
  const { local, sdk } = clerk
  local.setFaults({ apiAnswers: [{ path: '**', status: 429, times: 1 }], apiRetryAfterSeconds: 7 })
  await expect(sdk.organizations.getOrganizationList()).rejects.toMatchObject({ status: 429, retryAfter: 7 })
  await expect(sdk.organizations.getOrganizationList()).resolves.toHaveProperty('totalCount', 3)
})

test('a list beyond apiMaxOffset is answered with 422', async () => {
  const { local, sdk } = clerk
  local.setFaults({ apiMaxOffset: 20 })
  await expect(sdk.organizations.getOrganizationList({ offset: 20 })).resolves.toHaveProperty('totalCount', 3)
  await expect(sdk.organizations.getOrganizationList({ offset: 21 })).rejects.toMatchObject({ status: 422 })
})

test('a write during an outage fails and changes nothing', async () => {
  const { local, sdk } = clerk
  local.setFaults({ apiAnswers: [{ path: '/v1/users', status: 500, times: 1 }] })
  await expect(sdk.users.createUser({ emailAddress: ['never@acme.test'] })).rejects.toMatchObject({ status: 500 })
  await expect(sdk.users.getCount({ emailAddress: ['never@acme.test'] })).resolves.toBe(0)
})

test('a hanging request ends only when its caller aborts it', async () => {
  clerk.local.setFaults({ apiHang: true })
  const { apiUrl, secretKey } = clerk.local
  const request = fetch(`${apiUrl}/v1/organizations`, {
    headers: { authorization: `Bearer ${secretKey}` },
    signal: AbortSignal.timeout(100),
  })
  await expect(request).rejects.toMatchObject({ name: 'TimeoutError' })
})

test('a wrong 404 is answered for the paths of its pattern, and as often as set', async () => {
  const { local, sdk } = clerk
  const { id } = await sdk.organizations.getOrganization({ slug: 'acme' })
  const read = () =>
    sdk.organizations.getOrganization({ organizationId: id }).then(
      () => 200,
      (error: { status: number }) => error.status,
    )
  const members = () =>
    sdk.organizations.getOrganizationMembershipList({ organizationId: id }).then(
      () => 200,
      (error: { status: number }) => error.status,
    )
  local.setFaults({ apiAnswers: [{ path: '/v1/organizations/*', status: 404, times: 2 }] })
  expect([await members(), await read(), await read(), await read()]).toEqual([200, 404, 404, 200])
  local.setFaults({ apiAnswers: [{ path: `/v1/organizations/${id}/**`, status: 404, forMs: 60_000 }] })
  expect([await members(), await read()]).toEqual([404, 200])
  local.setFaults({ apiAnswers: [{ path: '**', status: 404, forMs: 0 }] })
  expect(await read()).toBe(200)
})

test('a 404 for ** covers every path, including keys and users', async () => {
  const { apiUrl, secretKey } = clerk.local
  const headers = { authorization: `Bearer ${secretKey}` }
  clerk.local.setFaults({ apiAnswers: [{ path: '**', status: 404 }] })
  for (const path of ['/v1/users', '/v1/organizations', '/v1/organizations/org_1', '/v1/jwks', '/api_keys']) {
    const response = await fetch(apiUrl + path, { headers })
    expect([path, response.status, await response.json()]).toMatchObject([
      path,
      404,
      { errors: [{ code: 'resource_not_found' }] },
    ])
  }
})

test('a pattern with a query does not match other queries, and its body can be any value', async () => {
  const { local, sdk } = clerk
  const acme = await sdk.organizations.getOrganization({ slug: 'acme' })
  const globex = await sdk.organizations.getOrganization({ slug: 'globex' })
  const path = `/v1/users?*organization_id=${acme.id}*`
  local.setFaults({ apiAnswers: [{ path, method: 'GET', status: 200, body: '<html></html>' }] })
  const page = async (id: string) => (await sdk.users.getUserList({ organizationId: [id] })).data
  expect(await page(acme.id)).toEqual('<html></html>')
  expect(await page(globex.id)).toHaveLength(10)
})

test('stale reads lag by apiStaleMs, also for changes from before the fault was set', async () => {
  const { local, sdk } = clerk
  const acme = await sdk.organizations.getOrganization({ slug: 'acme' })
  const [bob] = (await sdk.users.getUserList({ emailAddress: ['bob@acme.test'] })).data
  const member = { organizationId: acme.id, userId: bob?.id ?? '' }
  const count = async () =>
    (await sdk.organizations.getOrganizationMembershipList({ organizationId: acme.id })).totalCount
  await sdk.organizations.deleteOrganizationMembership(member)
  local.setFaults({ apiStaleMs: 60_000 })
  expect(await count()).toBe(25)
  await sdk.users.deleteUser(member.userId)
  expect(await sdk.users.getUser(member.userId)).toHaveProperty('id', member.userId)
  local.setFaults({ apiStaleMs: 300 })
  await expect.poll(count).toBe(24)
  local.setFaults({ apiStaleMs: 60_000 })
  expect(await count()).toBe(25)
  local.setFaults({ apiStaleMs: 0 })
  expect(await count()).toBe(24)
})

test('the secret key of the other instance reads the keys and users of that instance', async () => {
  const { local, sdk } = clerk
  const other = await local.otherInstance()
  const foreign = createClerkClient({ secretKey: other.secretKey, apiUrl: local.apiUrl, telemetry: { disabled: true } })
  const acme = await sdk.organizations.getOrganization({ slug: 'acme' })
  await expect(foreign.organizations.getOrganization({ organizationId: acme.id })).rejects.toMatchObject({
    status: 404,
  })
  await foreign.users.createUser({ emailAddress: ['alice@acme.test'] })
  expect(await foreign.users.getCount()).toBe(1)
  const kid = async (secretKey: string) => {
    const response = await fetch(`${local.apiUrl}/v1/jwks`, { headers: { authorization: `Bearer ${secretKey}` } })
    return z.object({ keys: z.tuple([z.object({ kid: z.string() })]) }).parse(await response.json()).keys[0].kid
  }
  expect(await kid(other.secretKey)).toBe(other.instanceId)
  expect(await kid(local.secretKey)).toBe(local.instanceId)
  expect(other.issuer).not.toBe(local.issuer)
})
