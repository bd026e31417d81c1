import { expect, test } from 'vitest'
import { startForTest } from '../../testing/index.ts'

test('a rate limit carries Retry-After and wears off after the asked number of requests', async () => {
  await using clerk = await startForTest()
  const { local, sdk } = clerk
  local.setFaults({ apiRateLimitNext: 1, apiRetryAfterSeconds: 7 })
  await expect(sdk.organizations.getOrganizationList()).rejects.toMatchObject({ status: 429, retryAfter: 7 })
  await expect(sdk.organizations.getOrganizationList()).resolves.toHaveProperty('totalCount', 3)
})

test('an outage refuses a write before it is made', async () => {
  await using clerk = await startForTest()
  const { local, sdk } = clerk
  local.setFaults({ apiErrorNext: 1 })
  await expect(sdk.users.createUser({ emailAddress: ['never@acme.test'] })).rejects.toMatchObject({ status: 500 })
  await expect(sdk.users.getCount({ emailAddress: ['never@acme.test'] })).resolves.toBe(0)
})

test('a hanging request ends only by its caller', async () => {
  await using clerk = await startForTest()
  clerk.local.setFaults({ apiHang: true })
  const { apiUrl, secretKey } = clerk.local
  const request = fetch(`${apiUrl}/v1/organizations`, {
    headers: { authorization: `Bearer ${secretKey}` },
    signal: AbortSignal.timeout(100),
  })
  await expect(request).rejects.toMatchObject({ name: 'TimeoutError' })
})

test('stale reads show a removed member until the fault is gone, while the write holds', async () => {
  await using clerk = await startForTest()
  const { local, sdk } = clerk
  const acme = await sdk.organizations.getOrganization({ slug: 'acme' })
  const [bob] = (await sdk.users.getUserList({ emailAddress: ['bob@acme.test'] })).data
  const members = async () =>
    (await sdk.organizations.getOrganizationMembershipList({ organizationId: acme.id })).totalCount
  local.setFaults({ apiStaleMs: 60_000 })
  await sdk.organizations.deleteOrganizationMembership({ organizationId: acme.id, userId: bob?.id ?? '' })
  expect(await members()).toBe(25)
  local.setFaults({ apiStaleMs: 0 })
  expect(await members()).toBe(24)
})
