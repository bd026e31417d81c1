import { expect, test } from 'vitest'
import { z } from 'zod'
import { startForTest } from '../../testing/index.ts'

const origin = 'http://localhost:3000'
const signedIn = z.object({ response: z.object({ created_session_id: z.string() }) })
const tokenAnswer = z.object({ jwt: z.string() })

async function browser(frontendApiUrl: string) {
  let cookie = ''
  async function post(path: string, form: Record<string, string> = {}) {
    const response = await fetch(frontendApiUrl + path, {
      method: 'POST',
      headers: { origin, cookie },
      body: new URLSearchParams(form),
    })
    cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie
    return response
  }
  async function signIn(identifier: string, password = 'roster-demo') {
    const response = await post('/v1/client/sign_ins', { identifier, password })
    return signedIn.parse(await response.json()).response.created_session_id
  }
  return { post, signIn }
}

function claimsOf(jwt: string): unknown {
  return JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString())
}

test('signing in starts in the first organization, and the token names the page as azp', async () => {
  await using clerk = await startForTest()
  const { post, signIn } = await browser(clerk.local.frontendApiUrl)
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

test('a switch of organization holds for later tokens, and an organization of others is refused', async () => {
  await using clerk = await startForTest()
  const { post, signIn } = await browser(clerk.local.frontendApiUrl)
  const session = await signIn('bob@acme.test')
  await post(`/v1/client/sessions/${session}/touch`, { active_organization_id: 'globex' })
  const { jwt } = tokenAnswer.parse(await (await post(`/v1/client/sessions/${session}/tokens`)).json())
  expect(claimsOf(jwt)).toMatchObject({ o: { slg: 'globex' } })
  const refused = await post(`/v1/client/sessions/${session}/touch`, { active_organization_id: 'initech' })
  expect(refused.status).toBe(403)
})

test('somebody without an organization gets a token without one', async () => {
  await using clerk = await startForTest()
  const { post, signIn } = await browser(clerk.local.frontendApiUrl)
  const session = await signIn('nora@nobody.test')
  const { jwt } = tokenAnswer.parse(await (await post(`/v1/client/sessions/${session}/tokens`)).json())
  expect(claimsOf(jwt)).not.toHaveProperty('o')
})

test('a session that still has a task is pending, and the Backend SDK does not take its token', async () => {
  await using clerk = await startForTest()
  const { local, sdk } = clerk
  const jwt = local.token({ email: 'penny@pending.test', organization: 'globex', azp: origin })
  expect(claimsOf(jwt)).toMatchObject({ sts: 'pending' })
  const state = await sdk.authenticateRequest(new Request(origin, { headers: { authorization: `Bearer ${jwt}` } }))
  expect(state.toAuth()?.isAuthenticated).toBe(false)
})

test('a wrong password, a used ticket and a removed session are refused', async () => {
  await using clerk = await startForTest()
  const { local, sdk } = clerk
  const { post, signIn } = await browser(local.frontendApiUrl)
  expect((await post('/v1/client/sign_ins', { identifier: 'bob@acme.test', password: 'wrong' })).status).toBe(422)
  const [bob] = (await sdk.users.getUserList({ emailAddress: ['bob@acme.test'] })).data
  const { token } = await sdk.signInTokens.createSignInToken({ userId: bob?.id ?? '', expiresInSeconds: 60 })
  expect((await post('/v1/client/sign_ins', { strategy: 'ticket', ticket: token })).status).toBe(200)
  expect((await post('/v1/client/sign_ins', { strategy: 'ticket', ticket: token })).status).toBe(422)
  const session = await signIn('bob@acme.test')
  await post(`/v1/client/sessions/${session}/remove`)
  expect((await post(`/v1/client/sessions/${session}/tokens`)).status).toBe(401)
})

test('clerk-js is served from the installed copy, and nothing outside its folder', async () => {
  await using clerk = await startForTest()
  const { frontendApiUrl, clerkJsPath } = clerk.local
  expect((await fetch(frontendApiUrl + clerkJsPath)).headers.get('content-type')).toContain('javascript')
  const outside = clerkJsPath.replace('clerk.browser.js', '..%2Fpackage.json')
  expect((await fetch(frontendApiUrl + outside)).status).toBe(404)
})
