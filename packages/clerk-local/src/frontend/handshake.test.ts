import { afterAll, beforeAll, expect, test } from 'vitest'
import { startForTest } from '../../testing/index.ts'

const origin = 'http://localhost:3000'
const page = `${origin}/team?tab=all`
let clerk: Awaited<ReturnType<typeof startForTest>>

beforeAll(async () => {
  clerk = await startForTest()
})
afterAll(() => clerk.local.close())

/** A browser with one cookie jar for the app and the Frontend API, as behind a proxy. The app uses the Backend SDK. */
function browser() {
  const jar = new Map<string, string>()
  const cookie = () => [...jar].map(([name, value]) => `${name}=${value}`).join('; ')

  function keep(headers: Headers) {
    for (const line of headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '') jar.delete(name)
      else jar.set(name, value)
    }
  }

  async function visit(url: string) {
    const request = new Request(url, {
      headers: { cookie: cookie(), accept: 'text/html', 'sec-fetch-dest': 'document' },
    })
    const state = await clerk.sdk.authenticateRequest(request, {
      proxyUrl: clerk.local.frontendApiUrl,
      authorizedParties: [origin],
    })
    keep(state.headers)
    return { state, location: state.headers.get('location') ?? '' }
  }

  async function follow(location: string) {
    const response = await fetch(location, { redirect: 'manual', headers: { cookie: cookie() } })
    keep(response.headers)
    return { status: response.status, location: response.headers.get('location') ?? '' }
  }

  async function post(path: string, fields: Record<string, string> = {}): Promise<unknown> {
    const response = await fetch(clerk.local.frontendApiUrl + path, {
      method: 'POST',
      headers: { origin, cookie: cookie() },
      body: new URLSearchParams(fields),
    })
    keep(response.headers)
    return await response.json()
  }

  /** Leaves the cookies as clerk-js does: the time of the sign-in, and no token yet. */
  async function signIn(identifier: string) {
    await post('/v1/client/sign_ins', { identifier, password: 'roster-demo' })
    jar.set('__client_uat', String(Math.floor(Date.now() / 1000) - 1))
    for (const name of jar.keys()) if (name.startsWith('__client_uat_')) jar.set(name, jar.get('__client_uat') ?? '')
  }

  return { jar, visit, follow, post, signIn }
}

test('a signed-out document request passes the handshake once and stays signed out without another', async () => {
  const { jar, visit, follow } = browser()
  const first = await visit(page)
  expect(first.state).toMatchObject({ status: 'handshake', reason: 'dev-browser-missing' })
  const answer = await follow(first.location)
  expect(answer.status).toBe(307)
  const back = await visit(answer.location)
  expect(back.state.status).toBe('signed-out')
  expect(back.location).toBe(page)
  expect(jar.get('__clerk_db_jwt')).toMatch(/^dvb_/)
  expect((await visit(page)).state).toMatchObject({ status: 'signed-out', reason: 'session-token-and-uat-missing' })
})

test('a signed-in browser without a token gets one from the handshake, for its session’s organization', async () => {
  const { jar, visit, follow, signIn } = browser()
  await visit((await follow((await visit(page)).location)).location)
  await signIn('alice@acme.test')
  const first = await visit(page)
  expect(first.state).toMatchObject({ status: 'handshake', reason: 'client-uat-but-no-session-token' })
  const back = await visit((await follow(first.location)).location)
  expect(back.location).toBe(page)
  expect(back.state.toAuth()).toMatchObject({ isAuthenticated: true, orgSlug: 'acme' })
  const { state } = await visit(page)
  expect(state.toAuth()).toMatchObject({ isAuthenticated: true, sessionClaims: { azp: origin } })
  expect([...jar.keys()].filter((name) => name.startsWith('__session'))).toHaveLength(2)
})

test('a handshake activates another organization of the user, and ignores one of which they are no member', async () => {
  const { jar, visit, follow, signIn } = browser()
  await visit((await follow((await visit(page)).location)).location)
  await signIn('bob@acme.test')
  const { location } = await visit(page)
  const activate = async (organization: string) => {
    const answer = await follow(`${location}&organization_id=${organization}`)
    jar.delete('__session')
    return (await visit(answer.location)).state.toAuth()
  }
  expect(await activate('globex')).toMatchObject({ orgSlug: 'globex' })
  expect(await activate('initech')).toMatchObject({ orgSlug: 'globex' })
  expect((await activate(''))?.sessionClaims).not.toHaveProperty('o')
})

test('a browser whose session was revoked is signed out by the handshake', async () => {
  const { visit, follow, signIn } = browser()
  await visit((await follow((await visit(page)).location)).location)
  await signIn('chloe@acme.test')
  const [chloe] = (await clerk.sdk.users.getUserList({ emailAddress: ['chloe@acme.test'] })).data
  await clerk.sdk.users.banUser(chloe?.id ?? '')
  const back = await visit((await follow((await visit(page)).location)).location)
  expect(back.state).toMatchObject({ status: 'signed-out', reason: 'session-token-missing' })
  expect((await visit(page)).state.status).toBe('signed-out')
})

test('a known dev browser is kept, and one that would inject a cookie is replaced', async () => {
  const { jar, visit, follow } = browser()
  const { location } = await visit(page)
  await visit((await follow(`${location}&__clerk_db_jwt=dvb_known`)).location)
  expect(jar.get('__clerk_db_jwt')).toBe('dvb_known')
  await visit((await follow(`${location}&__clerk_db_jwt=${encodeURIComponent('x; Domain=example.com')}`)).location)
  expect(jar.get('__clerk_db_jwt')).toMatch(/^dvb_\w{27}$/)
})

test('a handshake to an address outside this machine is refused', async () => {
  const handshake = (url: string) => `/v1/client/handshake?redirect_url=${encodeURIComponent(url)}`
  const status = async (url: string) =>
    (await fetch(clerk.local.frontendApiUrl + handshake(url), { redirect: 'manual' })).status
  for (const url of [origin, 'http://127.0.0.1:3000/a', 'https://app.localhost/', 'http://[::1]:3000/']) {
    expect([url, await status(url)]).toEqual([url, 307])
  }
  for (const url of [
    'https://example.com/',
    'http://localhost.example.com/',
    'javascript:alert(1)',
    '//localhost',
    '',
  ]) {
    expect([url, await status(url)]).toEqual([url, 400])
  }
})

test('only pages of this machine get CORS headers', async () => {
  const allowed = async (from: string) => {
    const response = await fetch(`${clerk.local.frontendApiUrl}/v1/environment`, { headers: { origin: from } })
    return response.headers.get('access-control-allow-origin')
  }
  expect(await allowed(origin)).toBe(origin)
  expect(await allowed('http://127.0.0.1:5173')).toBe('http://127.0.0.1:5173')
  for (const from of ['https://example.com', 'http://localhost.example.com', 'null'])
    expect(await allowed(from)).toBeNull()
})
