import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { startLocalClerk } from '../index.ts'
import { startForTest } from '../../testing/index.ts'

const membershipsPage = z.object({ data: z.array(z.object({ id: z.string() })), total_count: z.number() })
let clerk: Awaited<ReturnType<typeof startForTest>>

beforeAll(async () => {
  clerk = await startForTest()
})
afterAll(() => clerk.local.close())

test('a wrong secret key is 401 in Clerk’s shape', async () => {
  const response = await fetch(`${clerk.local.apiUrl}/v1/users`, { headers: { authorization: 'Bearer sk_test_wrong' } })
  expect(response.status).toBe(401)
  expect(response.headers.get('content-type')).toBe('application/json')
  expect(await response.json()).toMatchObject({ errors: [{ code: 'clerk_key_invalid' }] })
})

test('a cursor reads an organization in both directions without gaps or duplicates', async () => {
  const { local, sdk } = clerk
  const { id } = await sdk.organizations.getOrganization({ slug: 'initech' })
  async function walk(order: string) {
    const seen: string[] = []
    for (let cursor = ''; ; cursor = `&starting_after=${seen.at(-1)}`) {
      const url = `${local.apiUrl}/v1/users?organization_id=${id}&limit=7&order_by=${encodeURIComponent(order)}${cursor}`
      const response = await fetch(url, { headers: { authorization: `Bearer ${local.secretKey}` } })
      const page = z.array(z.object({ id: z.string() })).parse(await response.json())
      if (page.length === 0) return seen
      seen.push(...page.map((user) => user.id))
    }
  }
  const ascending = await walk('+created_at')
  expect(new Set(ascending).size).toBe(60)
  expect(await walk('-created_at')).toEqual(ascending.toReversed())
})

test('the memberships of the whole instance are paginated, oldest first', async () => {
  const { local, sdk } = clerk
  const seen: string[] = []
  let total = 1
  for (; seen.length < total;) {
    const url = `${local.apiUrl}/v1/organization_memberships?limit=50&offset=${seen.length}&order_by=%2Bcreated_at`
    const response = await fetch(url, { headers: { authorization: `Bearer ${local.secretKey}` } })
    const page = membershipsPage.parse(await response.json())
    total = page.total_count
    seen.push(...page.data.map(({ id }) => id))
  }
  const organizations = (await sdk.organizations.getOrganizationList({ includeMembersCount: true })).data
  expect(new Set(seen).size).toBe(organizations.reduce((sum, { membersCount }) => sum + (membersCount ?? 0), 0))
  expect(seen).toHaveLength(new Set(seen).size)
  const uncounted = (await sdk.organizations.getOrganizationList()).data.map(({ membersCount }) => membersCount)
  expect(uncounted).toEqual([undefined, undefined, undefined])
})

test('users are ordered by their last change on request', async () => {
  const { local, sdk } = clerk
  const [oldest] = (await sdk.users.getUserList({ orderBy: '+created_at', limit: 1 })).data
  await sdk.users.updateUser(oldest?.id ?? '', { lastName: 'Changed' })
  const url = `${local.apiUrl}/v1/users?order_by=-updated_at&limit=3`
  const response = await fetch(url, { headers: { authorization: `Bearer ${local.secretKey}` } })
  const page = z.array(z.object({ id: z.string(), updated_at: z.number() })).parse(await response.json())
  expect(page[0]?.id).toBe(oldest?.id)
  expect(page.map((user) => user.updated_at)).toEqual(page.map((user) => user.updated_at).toSorted((a, b) => b - a))
})

test('bad input is refused in Clerk’s shape and changes nothing', async () => {
  const { sdk } = clerk
  await expect(sdk.users.createUser({ emailAddress: ['no address'] })).rejects.toMatchObject({ status: 422 })
  await expect(sdk.users.createUser({ emailAddress: ['alice@acme.test'] })).rejects.toMatchObject({
    status: 422,
    errors: [{ code: 'form_identifier_exists' }],
  })
  await expect(sdk.users.getUser('user_unknown')).rejects.toMatchObject({ status: 404 })
  await expect(sdk.users.getUserList({ limit: 501 })).rejects.toMatchObject({ status: 422 })
})

test('a banned user loses all sessions and gets no token', async () => {
  const { local, sdk } = clerk
  const request = { email: 'bob@acme.test', organization: 'acme', azp: 'http://a.test' }
  local.token(request)
  const [bob] = (await sdk.users.getUserList({ emailAddress: [request.email] })).data
  await sdk.users.banUser(bob?.id ?? '')
  const sessions = await sdk.sessions.getSessionList({ userId: bob?.id ?? '' })
  expect(sessions.data.map(({ status }) => status)).toEqual(['revoked'])
  expect(() => local.token(request)).toThrow('banned')
})

test('an API key is valid until it is revoked, and its secret appears only once', async () => {
  const { sdk } = clerk
  const acme = await sdk.organizations.getOrganization({ slug: 'acme' })
  const key = await sdk.apiKeys.create({ name: 'Reports', subject: acme.id, scopes: ['users:read'] })
  const secret = key.secret ?? ''
  await expect(sdk.apiKeys.verify(secret)).resolves.toMatchObject({ subject: acme.id, scopes: ['users:read'] })
  const listed = await sdk.apiKeys.list({ subject: acme.id })
  expect(listed.data).toHaveLength(1)
  expect(listed.data[0]?.secret).toBeUndefined()
  await sdk.apiKeys.revoke({ apiKeyId: key.id })
  await expect(sdk.apiKeys.verify(secret)).rejects.toMatchObject({ status: 400 })
})

test('an expired API key is refused', async () => {
  const { sdk } = clerk
  const acme = await sdk.organizations.getOrganization({ slug: 'acme' })
  const key = await sdk.apiKeys.create({ name: 'Short', subject: acme.id, secondsUntilExpiration: 0.001 })
  await expect
    .poll(() =>
      sdk.apiKeys.verify(key.secret ?? '').then(
        () => 200,
        (error: { status: number }) => error.status,
      ),
    )
    .toBe(400)
})

test('NODE_ENV=production is refused', async () => {
  await expect(startLocalClerk({ port: 0, nodeEnv: 'production' })).rejects.toThrow('NODE_ENV=production')
})

test('a testing token is issued', async () => {
  expect((await clerk.sdk.testingTokens.createTestingToken()).token).toMatch(/^testing_token_/)
})
