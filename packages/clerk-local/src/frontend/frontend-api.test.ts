import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { startForTest } from '../../testing/index.ts'

const origin = 'http://localhost:3000'
const signedIn = z.object({ response: z.object({ created_session_id: z.string() }) })
const tokenAnswer = z.object({ jwt: z.string() })

let clerk: Awaited<ReturnType<typeof startForTest>>

beforeAll(async () => {
  clerk = await startForTest()
})
afterAll(() => clerk.local.close())

function browser() {
  let cookie = ''
  async function send(path: string, body?: URLSearchParams) {
    const response = await fetch(clerk.local.frontendApiUrl + path, {
      headers: { origin, cookie },
      ...(body === undefined ? {} : { method: 'POST', body }),
    })
    cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie
    return response
  }
  const post = (path: string, form: Record<string, string> = {}) => send(path, new URLSearchParams(form))
  const get = async (path: string): Promise<unknown> => (await send(path)).json()
  async function signIn(identifier: string, password = 'roster-demo') {
    const response = await post('/v1/client/sign_ins', { identifier, password })
    return signedIn.parse(await response.json()).response.created_session_id
  }
  return { get, post, signIn }
}

function claimsOf(jwt: string): unknown {
  return JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString())
}

test('the first sign-in starts in the user’s first organization, with the page’s origin as azp', async () => {
  const { post, signIn } = browser()
  const session = await signIn('alice@acme.test')
  const { jwt } = tokenAnswer.parse(await (await post(`/v1/client/sessions/${session}/tokens`)).json())
  expect(claimsOf(jwt)).toMatchObject({
    azp: origin,
    sid: session,
    sts: 'active',
    v: 2,
    o: { slg: 'acme', rol: 'admin' },
  })
})

test('a switch of organization applies to later tokens, and another’s organization is refused', async () => {
  const { post, signIn } = browser()
  const session = await signIn('bob@acme.test')
  await post(`/v1/client/sessions/${session}/touch`, { active_organization_id: 'globex' })
  const { jwt } = tokenAnswer.parse(await (await post(`/v1/client/sessions/${session}/tokens`)).json())
  expect(claimsOf(jwt)).toMatchObject({ o: { slg: 'globex' } })
  const refused = await post(`/v1/client/sessions/${session}/touch`, { active_organization_id: 'initech' })
  expect(refused.status).toBe(403)
})

test('a user without an organization gets a token without one', async () => {
  const { post, signIn } = browser()
  const session = await signIn('nora@nobody.test')
  const { jwt } = tokenAnswer.parse(await (await post(`/v1/client/sessions/${session}/tokens`)).json())
  expect(claimsOf(jwt)).not.toHaveProperty('o')
})

test('a session with a task is pending, and the Backend SDK refuses its token', async () => {
  const { local, sdk } = clerk
  const jwt = local.token({ email: 'penny@pending.test', organization: 'globex', azp: origin })
  expect(claimsOf(jwt)).toMatchObject({ sts: 'pending' })
  const state = await sdk.authenticateRequest(new Request(origin, { headers: { authorization: `Bearer ${jwt}` } }))
  expect(state.toAuth()?.isAuthenticated).toBe(false)
})

test('a wrong password, a used ticket and a removed session are refused', async () => {
  const { sdk } = clerk
  const { post, signIn } = browser()
  expect((await post('/v1/client/sign_ins', { identifier: 'bob@acme.test', password: 'wrong' })).status).toBe(422)
  const [bob] = (await sdk.users.getUserList({ emailAddress: ['bob@acme.test'] })).data
  const { token } = await sdk.signInTokens.createSignInToken({ userId: bob?.id ?? '', expiresInSeconds: 60 })
  expect((await post('/v1/client/sign_ins', { strategy: 'ticket', ticket: token })).status).toBe(200)
  expect((await post('/v1/client/sign_ins', { strategy: 'ticket', ticket: token })).status).toBe(422)
  const session = await signIn('bob@acme.test')
  await post(`/v1/client/sessions/${session}/remove`)
  expect((await post(`/v1/client/sessions/${session}/tokens`)).status).toBe(401)
})

test('clerk-js is served from the installed copy, and files outside its folder are not', async () => {
  const { frontendApiUrl, clerkJsPath } = clerk.local
  expect((await fetch(frontendApiUrl + clerkJsPath)).headers.get('content-type')).toContain('javascript')
  const outside = clerkJsPath.replace('clerk.browser.js', '..%2Fpackage.json')
  expect((await fetch(frontendApiUrl + outside)).status).toBe(501)
})

const membersAnswer = z.object({
  response: z.object({
    data: z.array(z.object({ role: z.string(), public_user_data: z.object({ identifier: z.string() }) })),
    total_count: z.number(),
  }),
})

test('members are filtered by a part of their name or address and by role, and paginated', async () => {
  const { get, signIn } = browser()
  await signIn('alice@acme.test')
  const { id } = await clerk.sdk.organizations.getOrganization({ slug: 'acme' })
  const members = async (query: string) => {
    const { response } = membersAnswer.parse(await get(`/v1/organizations/${id}/memberships?paginated=true&${query}`))
    return [response.total_count, ...response.data.map(({ public_user_data: user }) => user.identifier)]
  }
  expect(await members('query=AYLOR&limit=1')).toEqual([2, 'sam.taylor@acme.test'])
  expect(await members('query=AYLOR&limit=1&offset=1')).toEqual([2, 'sam.taylor2@acme.test'])
  expect(await members('role[]=org:admin')).toEqual([3, 'alice@acme.test', 'chloe@acme.test', 'person5@acme.test'])
  expect(await members('role=org:member&query=alice')).toEqual([0])
  expect(await members('_clerk_js_version=5&__clerk_api_version=2025-11-10&limit=500')).toHaveLength(26)
})

test('a signed-in user can change their own name, and not their primary address to another’s', async () => {
  const { get, post, signIn } = browser()
  await signIn('isil@acme.test')
  expect((await post('/v1/me?_method=PATCH', { first_name: 'Ada', last_name: '' })).status).toBe(200)
  expect(await get('/v1/me')).toMatchObject({ response: { first_name: 'Ada', last_name: null } })
  const [user] = (await clerk.sdk.users.getUserList({ emailAddress: ['isil@acme.test'] })).data
  expect(user).toMatchObject({ firstName: 'Ada', lastName: null })
  const foreign = await post('/v1/me?_method=PATCH', { primary_email_address_id: 'idn_of_somebody_else' })
  expect(foreign.status).toBe(422)
})

test('the creator of an organization is its administrator, and a taken slug is refused', async () => {
  const { get, post, signIn } = browser()
  await signIn('nora@nobody.test')
  expect((await post('/v1/organizations', { name: 'Nowhere Inc', slug: 'nowhere' })).status).toBe(200)
  expect(await get('/v1/me/organization_memberships')).toMatchObject({
    response: { data: [{ role: 'org:admin', organization: { slug: 'nowhere', members_count: 1 } }] },
  })
  expect((await post('/v1/organizations', { name: 'Again', slug: 'nowhere' })).status).toBe(422)
  expect((await post('/v1/organizations', { name: '' })).status).toBe(422)
})

test('a user lists their own live sessions only', async () => {
  const first = browser()
  const second = browser()
  const sessions = [await first.signIn('teller@acme.test'), await second.signIn('teller@acme.test')]
  await browser().signIn('madonna@acme.test')
  const ids = async () =>
    z
      .array(z.object({ id: z.string() }))
      .parse(await first.get('/v1/me/sessions/active'))
      .map(({ id }) => id)
  expect((await ids()).sort()).toEqual(sessions.sort())
  await second.post('/v1/client/sessions?_method=DELETE')
  expect(await ids()).toHaveLength(1)
})

test('an unimplemented call, parameter or sign-in strategy is answered with 501 not_implemented', async () => {
  const { apiUrl, frontendApiUrl, secretKey } = clerk.local
  const headers = { authorization: `Bearer ${secretKey}` }
  const magicLink = { method: 'POST', body: new URLSearchParams({ strategy: 'email_link', identifier: 'a@acme.test' }) }
  const calls = [
    fetch(`${apiUrl}/v1/invitations`, { method: 'POST', headers }),
    fetch(`${apiUrl}/v1/users?phone_number=1`, { headers }),
    fetch(`${frontendApiUrl}/v1/me/passkeys`, { method: 'POST' }),
    fetch(`${frontendApiUrl}/v1/client/sign_ins`, magicLink),
  ]
  for (const response of await Promise.all(calls)) {
    expect([response.url, response.status]).toEqual([response.url, 501])
    expect(await response.json()).toMatchObject({ errors: [{ code: 'not_implemented' }] })
  }
})

const invitations = z.object({
  response: z.object({ data: z.array(z.object({ id: z.string(), email_address: z.string(), status: z.string() })) }),
})

async function invitationsTo(address: string, { by = 'alice@acme.test', role = 'org:member' } = {}) {
  const inviter = browser()
  await inviter.signIn(by)
  const { id } = await clerk.sdk.organizations.getOrganization({ slug: 'acme' })
  const path = `/v1/organizations/${id}`
  const invite = async (email_address = address) =>
    (await inviter.post(`${path}/invitations/bulk`, { email_address, role })).status
  const list = async () => invitations.parse(await inviter.get(`${path}/invitations?status=pending`)).response.data
  return { ...inviter, path, invite, list }
}

test('an invited user accepts the invitation once and has its role', async () => {
  const { invite, list } = await invitationsTo('Nora@nobody.test', { role: 'org:admin' })
  expect(await invite()).toBe(200)
  expect(await list()).toMatchObject([{ email_address: 'nora@nobody.test', status: 'pending' }])
  const nora = browser()
  await nora.signIn('nora@nobody.test')
  const { response } = invitations.parse(await nora.get('/v1/me/organization_invitations?status=pending'))
  const accept = `/v1/me/organization_invitations/${response.data[0]?.id}/accept`
  expect(await (await nora.post(accept)).json()).toMatchObject({ response: { status: 'accepted' } })
  expect((await nora.post(accept)).status).toBe(400)
  const [user] = (await clerk.sdk.users.getUserList({ emailAddress: ['nora@nobody.test'] })).data
  const { data } = await clerk.sdk.users.getOrganizationMembershipList({ userId: user?.id ?? '' })
  expect(data.map((membership) => `${membership.organization.slug} ${membership.role}`)).toContain('acme org:admin')
  expect(await list()).toEqual([])
})

test('a revoked invitation and another user’s are not accepted', async () => {
  const { invite, list, post, path } = await invitationsTo('penny@pending.test')
  expect(await invite()).toBe(200)
  const [invitation] = await list()
  const accept = `/v1/me/organization_invitations/${invitation?.id}/accept`
  const other = browser()
  await other.signIn('nora@nobody.test')
  expect((await other.post(accept)).status).toBe(404)
  expect((await post(`${path}/invitations/${invitation?.id}/revoke`)).status).toBe(200)
  expect(await list()).toEqual([])
  const invited = browser()
  await invited.signIn('penny@pending.test')
  expect((await invited.post(accept)).status).toBe(400)
})

test('members, people who are already invited and wrong addresses are not invited', async () => {
  const { invite } = await invitationsTo('new@acme.test')
  expect([await invite(), await invite(), await invite('bob@acme.test'), await invite('new')]).toEqual([
    200, 400, 400, 422,
  ])
})

test('a member is managed only by a role that may do so', async () => {
  const { sdk } = clerk
  const bob = await invitationsTo('later@acme.test', { by: 'bob@acme.test' })
  const alice = await invitationsTo('later@acme.test')
  const [dana] = (await sdk.users.getUserList({ emailAddress: ['dana@acme.test'] })).data
  const member = `${alice.path}/memberships/${dana?.id}?_method=`
  const tryAll = async ({ post, invite }: typeof bob) => [
    await invite(),
    (await post(`${member}PATCH`, { role: 'org:admin' })).status,
    (await post(`${member}DELETE`)).status,
  ]
  expect(await tryAll(bob)).toEqual([403, 403, 403])
  expect(await tryAll(alice)).toEqual([200, 200, 200])
})
