import { createClerkClient as createCore3Client } from '@clerk/backend'
import { createClerkClient as createCore2Client } from '@clerk/backend-2'
import { verifyWebhook as verifyCore2Webhook } from '@clerk/backend-2/webhooks'
import { verifyWebhook as verifyCore3Webhook } from '@clerk/backend/webhooks'
import { Webhook } from 'svix'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startForTest, webhookReceiver } from '../../testing/index.ts'

const origin = 'http://localhost:3000'
let app: Awaited<ReturnType<typeof webhookReceiver>>
let clerk: Awaited<ReturnType<typeof startForTest>>

beforeAll(async () => {
  app = await webhookReceiver()
  clerk = await startForTest({ webhookUrl: app.url })
})
afterAll(async () => {
  await clerk[Symbol.asyncDispose]()
  await app[Symbol.asyncDispose]()
})

const options = () => {
  const { secretKey, publishableKey, jwtKey, apiUrl } = clerk.local
  return { secretKey, publishableKey, jwtKey, apiUrl, telemetry: { disabled: true } }
}

const authorized = { authorizedParties: [origin] }
const versions = {
  '@clerk/backend 2': {
    createClient: () => createCore2Client(options()),
    authenticate: (request: Request) => createCore2Client(options()).authenticateRequest(request, authorized),
    verifyWebhook: verifyCore2Webhook,
  },
  '@clerk/backend 3': {
    createClient: () => createCore3Client(options()),
    authenticate: (request: Request) => createCore3Client(options()).authenticateRequest(request, authorized),
    verifyWebhook: verifyCore3Webhook,
  },
}

describe.each(Object.entries(versions))('%s', (name, { createClient, authenticate, verifyWebhook }) => {
  test('reads and changes users, organizations and memberships', async () => {
    const { users, organizations } = createClient()
    const acme = await organizations.getOrganization({ slug: 'acme' })
    const user = await users.createUser({ emailAddress: [`${name.at(-1)}@sdk.test`], firstName: 'New' })
    const member = { organizationId: acme.id, userId: user.id }
    await organizations.createOrganizationMembership({ ...member, role: 'org:member' })
    await organizations.updateOrganizationMembership({ ...member, role: 'org:admin' })
    const found = await organizations.getOrganizationMembershipList({ organizationId: acme.id, userId: [user.id] })
    expect(found.data.map(({ role, publicUserData }) => [role, publicUserData?.userId])).toEqual([
      ['org:admin', user.id],
    ])
    const listed = await users.getUserList({ organizationId: [acme.id], limit: 500 })
    expect(listed.data.map(({ id }) => id)).toContain(user.id)
    expect((await users.getOrganizationMembershipList({ userId: user.id })).totalCount).toBe(1)
    await organizations.deleteOrganizationMembership(member)
    await users.deleteUser(user.id)
    await expect(users.getUser(user.id)).rejects.toMatchObject({ status: 404 })
  })

  test('accepts a session token until its session is revoked', async () => {
    const { sessions, users } = createClient()
    const [alice] = (await users.getUserList({ emailAddress: ['alice@acme.test'] })).data
    const jwt = clerk.local.token({ email: 'alice@acme.test', organization: 'acme', azp: origin })
    const request = new Request(origin, { headers: { authorization: `Bearer ${jwt}` } })
    const auth = (await authenticate(request)).toAuth()
    expect(auth).toMatchObject({ isAuthenticated: true, userId: alice?.id, orgSlug: 'acme', orgRole: 'org:admin' })
    const [session] = (await sessions.getSessionList({ userId: alice?.id ?? '', status: 'active' })).data
    await sessions.revokeSession(session?.id ?? '')
    await expect(sessions.getToken(session?.id ?? '')).rejects.toMatchObject({ status: 401 })
  })

  test('creates, verifies and revokes an API key', async () => {
    const { apiKeys, organizations } = createClient()
    const { id: subject } = await organizations.getOrganization({ slug: 'acme' })
    const { id, secret = '' } = await apiKeys.create({ name: 'A key', subject, scopes: ['users:read'] })
    expect(await apiKeys.verify(secret)).toMatchObject({ id, subject, scopes: ['users:read'] })
    await apiKeys.revoke({ apiKeyId: id })
    await expect(apiKeys.verify(secret)).rejects.toMatchObject({ status: 400 })
  })

  test('verifies a webhook', async () => {
    const { users } = createClient()
    const { id } = await users.createUser({ emailAddress: [`webhook${name.at(-1)}@sdk.test`] })
    await clerk.local.settled()
    const { headers, body } = app.received.find((message) => message.body.includes(id)) ?? { headers: {}, body: '' }
    const request = new Request(app.url, { method: 'POST', headers, body })
    const event = await verifyWebhook(request, { signingSecret: clerk.local.webhookSigningSecret })
    expect(event).toMatchObject({ type: 'user.created', data: { id } })
  })
})

test('svix verifies a webhook, and refuses one whose body was changed', async () => {
  await clerk.sdk.users.createUser({ emailAddress: ['svix@sdk.test'] })
  await clerk.local.settled()
  const { headers, body } = app.received.at(-1) ?? { headers: {}, body: '' }
  const svix = new Webhook(clerk.local.webhookSigningSecret)
  expect(svix.verify(body, headers)).toMatchObject({ type: 'user.created' })
  expect(() => svix.verify(body.replace('svix@', 'other@'), headers)).toThrow('No matching signature')
})
