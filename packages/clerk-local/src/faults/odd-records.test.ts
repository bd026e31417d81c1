import { createClerkClient } from '@clerk/backend'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { startForTest, webhookReceiver } from '../../testing/index.ts'
import type { OddRecord } from './faults.ts'

const anything = z.record(z.string(), z.unknown())
const event = z.object({ type: z.string(), instance_id: z.string(), data: anything })
const page = z.object({ data: z.array(anything) })
let clerk: Awaited<ReturnType<typeof startForTest>>
let app: Awaited<ReturnType<typeof webhookReceiver>>
let acme = ''
let bob = ''

beforeAll(async () => {
  app = await webhookReceiver()
  clerk = await startForTest({ webhookUrl: app.url })
  acme = (await clerk.sdk.organizations.getOrganization({ slug: 'acme' })).id
  bob = (await clerk.sdk.users.getUserList({ emailAddress: ['bob@acme.test'] })).data[0]?.id ?? ''
})
afterAll(async () => {
  await clerk.local.close()
  await app[Symbol.asyncDispose]()
})
beforeEach(async () => {
  await clerk.local.settled()
  clerk.local.setFaults({ oddRecords: [] })
  app.received.length = 0
})

async function get(path: string): Promise<unknown> {
  const { apiUrl, secretKey } = clerk.local
  return await (await fetch(`${apiUrl}/v1${path}`, { headers: { authorization: `Bearer ${secretKey}` } })).json()
}
const readUser = async (id: string) => anything.parse(await get(`/users/${id}`))
const odd = (...oddRecords: OddRecord[]) => clerk.local.setFaults({ oddRecords })
async function events() {
  await clerk.local.settled()
  return app.received.map(({ body }) => event.parse(JSON.parse(body)))
}

test('an odd field replaces the value in one record only, in point reads and in lists', async () => {
  const list = async () => z.array(anything).parse(await get(`/users?organization_id=${acme}&limit=500`))
  const before = await list()
  for (const value of [null, 'text', 1.5, -1, true, [], {}, 'x'.repeat(5_000)]) {
    odd({ record: bob, field: 'image_url', value })
    expect(await readUser(bob)).toHaveProperty('image_url', value)
    expect(await list()).toEqual(before.map((user) => (user['id'] === bob ? { ...user, image_url: value } : user)))
  }
})

test('an odd field without a value is left out, also in a nested object and in an array', async () => {
  odd(
    { record: bob, field: 'updated_at' },
    { record: bob, field: 'email_addresses.0.id' },
    { record: bob, field: 'id', value: 7 },
  )
  const [user] = z.array(anything).parse(await get(`/users?user_id=${bob}`))
  expect(user).not.toHaveProperty('updated_at')
  expect(user).not.toHaveProperty('email_addresses.0.id')
  expect(user).toHaveProperty('id', 7)
})

test('odd fields apply to organizations, to all memberships, and to the organization inside a membership', async () => {
  odd(
    { record: acme, field: 'name', value: null },
    { record: 'organization_membership', field: 'public_user_data', value: null },
  )
  expect(anything.parse(await get(`/organizations/${acme}`))).toHaveProperty('name', null)
  const { data } = page.parse(await get(`/organizations/${acme}/memberships?limit=500`))
  expect(data).toHaveLength(25)
  for (const row of data) expect(row).toMatchObject({ public_user_data: null, organization: { id: acme, name: null } })
})

test('an odd updated_at with one use appears in one answer only', async () => {
  const before = await readUser(bob)
  odd({ record: bob, field: 'updated_at', value: 9_999_999_999_999, times: 1 })
  expect(await readUser(acme)).toHaveProperty('errors')
  expect(await readUser(bob)).toHaveProperty('updated_at', 9_999_999_999_999)
  expect(await readUser(bob)).toEqual(before)
})

test('a deleted membership’s event can lack its user while reads include it', async () => {
  odd({ record: 'organization_membership', field: 'public_user_data', in: 'organizationMembership.deleted' })
  const { sdk } = clerk
  const user = await sdk.users.createUser({ emailAddress: ['odd@acme.test'] })
  const member = { organizationId: acme, userId: user.id }
  await sdk.organizations.createOrganizationMembership({ ...member, role: 'org:member' })
  await sdk.organizations.deleteOrganizationMembership(member)
  const received = await events()
  const [joined, left] = ['created', 'deleted'].map((end) =>
    received.find(({ type }) => type === `organizationMembership.${end}`),
  )
  expect(joined?.data).toHaveProperty('public_user_data.user_id', user.id)
  expect(left).toBeDefined()
  expect(left?.data).not.toHaveProperty('public_user_data')
  expect(left?.data['id']).toBe(joined?.data['id'])
})

test('a deprovisioned user loses all sessions, keeps the memberships, and is announced by user.updated', async () => {
  const { local, sdk } = clerk
  const user = await sdk.users.createUser({ emailAddress: ['scim@acme.test'] })
  await sdk.organizations.createOrganizationMembership({ organizationId: acme, userId: user.id, role: 'org:member' })
  const request = { email: 'scim@acme.test', organization: 'acme', azp: 'http://a.test' }
  local.token(request)
  await events()
  app.received.length = 0
  local.setDeprovisioned(user.id, true)
  expect((await events()).map(({ type }) => type).sort()).toEqual(['session.revoked', 'user.updated'])
  const updated = (await events()).find(({ type }) => type === 'user.updated')
  expect(updated?.data).toMatchObject({ id: user.id, deprovisioned: true, banned: false })
  expect(() => local.token(request)).toThrow('deprovisioned')
  expect(await readUser(user.id)).toMatchObject({ deprovisioned: true })
  expect(await sdk.users.getOrganizationMembershipList({ userId: user.id })).toHaveProperty('totalCount', 1)
  local.setDeprovisioned(user.id, false)
  expect(local.token(request)).toContain('.')
})

test('a locked user keeps the current session and cannot start another', async () => {
  const { local, sdk } = clerk
  const request = { email: 'chloe@acme.test', organization: 'acme', azp: 'http://a.test' }
  local.token(request)
  const { id } = (await sdk.users.getUserList({ emailAddress: [request.email] })).data[0] ?? { id: '' }
  expect(await sdk.users.lockUser(id)).toHaveProperty('locked', true)
  expect(local.token(request)).toContain('.')
  await expect(sdk.sessions.createSession({ userId: id })).rejects.toMatchObject({ errors: [{ code: 'user_locked' }] })
  expect(await sdk.users.unlockUser(id)).toHaveProperty('locked', false)
})

test('an event of another instance is signed with the same secret and carries that instance’s id', async () => {
  const { local, sdk } = clerk
  const other = await local.otherInstance()
  const foreign = createClerkClient({ secretKey: other.secretKey, apiUrl: local.apiUrl, telemetry: { disabled: true } })
  await foreign.users.createUser({ emailAddress: ['alice@acme.test'] })
  await sdk.users.updateUser(bob, { lastName: 'Other' })
  local.sendWebhook({ type: 'user.deleted', data: { id: bob, object: 'user', deleted: true }, instanceId: 'ins_1' })
  const sent = (await events()).map(({ type, instance_id: instance }) => [type, instance])
  expect(sent).toHaveLength(3)
  expect(sent).toEqual(
    expect.arrayContaining([
      ['user.created', other.instanceId],
      ['user.updated', local.instanceId],
      ['user.deleted', 'ins_1'],
    ]),
  )
  expect(await readUser(bob)).toHaveProperty('last_name', 'Other')
})

test('a clock ahead shifts the times of tokens, webhooks and answers', async () => {
  const { local, sdk } = clerk
  local.setFaults({ clockAheadMs: 3_600_000 })
  const jwt = local.token({ email: 'bob@acme.test', organization: 'acme', azp: 'http://a.test' })
  await sdk.users.updateUser(bob, { lastName: 'Later' })
  await local.settled()
  const date = (await fetch(`${local.apiUrl}/v1/jwks`)).headers.get('date') ?? ''
  local.setFaults({ clockAheadMs: 0 })
  const { iat } = z
    .object({ iat: z.number() })
    .parse(JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString()))
  const sentAt = app.received.map(({ headers }) => Number(headers['svix-timestamp']))
  for (const seconds of [iat, ...sentAt, Date.parse(date) / 1000])
    expect(seconds - Date.now() / 1000).toBeGreaterThan(3_000)
  const state = await sdk.authenticateRequest(
    new Request('http://a.test', { headers: { authorization: `Bearer ${jwt}` } }),
  )
  expect(state.reason).toBe('session-token-nbf')
})
