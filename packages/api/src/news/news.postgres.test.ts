import { once } from 'node:events'
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { backendOf } from '../../testing/rest-callers.ts'
import { membersPath, startTestServer, usersPath } from '../../testing/test-server.ts'

const server = await startTestServer({ limits: { credential: 1_000 } })
afterAll(() => server[Symbol.asyncDispose]())
const backend = backendOf(server)

const revisions = z.object({ revision: z.string(), memberRevision: z.string() })
const answered = z.object({ result: z.object({ data: revisions }) })
const bearer = (email = 'alice@acme.test') => ({ authorization: `Bearer ${server.token(email)}` })

async function userOf(email: string): Promise<string> {
  return (await backend.users.getUserList({ emailAddress: [email] })).data[0]?.id ?? ''
}

const organizationId = (await backend.organizations.getOrganization({ slug: 'acme' })).id
const { data: demo } = await backend.users.getUserList({ organizationId: [organizationId], limit: 100 })
const [banned = '', revoked = '', busy = '', bannedByTrpc = ''] = demo
  .map(({ primaryEmailAddress }) => primaryEmailAddress?.emailAddress ?? '')
  .filter((email) => email !== '' && !/^(alice|bob|chloe)@/.test(email))
const rename = async (email = 'bob@acme.test') =>
  backend.users.updateUser(await userOf(email), { firstName: `Bob ${performance.now()}` })

async function revision(after?: z.infer<typeof revisions>, headers: Record<string, string> = bearer()) {
  const input = after ? `?input=${encodeURIComponent(JSON.stringify({ after }))}` : ''
  const response = await server.get(`/api/trpc/users.revision${input}`, { headers })
  return { status: response.status, data: answered.safeParse(await response.json()).data?.result.data }
}

/** Starts a wait and returns once its second statement shows that it is held. The caller may then end it. */
async function held(path: string, headers: Record<string, string> = bearer(), url = server.url) {
  const { headers: known } = await fetch(url + path, { headers })
  const sent = { ...headers, 'if-none-match': known.get('etag') ?? '' }
  const controller = new AbortController()
  const begun = performance.now()
  const answer = fetch(`${url}${path}?wait=25`, { headers: sent, signal: controller.signal })
  answer.catch(() => {})
  const state = { done: false }
  void answer.finally(() => (state.done = true)).catch(() => {})
  return { answer, controller, state, ms: () => performance.now() - begun }
}

async function heldByTrpc(headers: Record<string, string>) {
  const { data: after } = await revision(undefined, headers)
  const answer = revision(after, headers)
  const state = { done: false }
  void answer.finally(() => (state.done = true)).catch(() => {})
  return { answer, state }
}

type Held = { answer: Promise<{ status: number }>; state: { done: boolean } }

/** Starts eight waits that are certainly held: a ninth was answered because no place was left. */
async function eightOf<Wait extends Held>(start: () => Promise<Wait>) {
  const many = await Promise.all(Array.from({ length: 9 }, start))
  await vi.waitFor(() => expect(many.filter(({ state }) => state.done)).toHaveLength(1), { timeout: 5_000 })
  return many.filter(({ state }) => !state.done)
}
const eightHeld = (headers: Record<string, string>) => eightOf(() => held(usersPath, headers))
const statusesOf = (many: Held[]) => Promise.all(many.map(async ({ answer }) => (await answer).status))

describe('a waiting caller receives', () => {
  test.each([
    ['of roster.node', server.url],
    ['of roster.fetch', server.webUrl],
  ])('the new list when it changes, by REST %s', async (_face, url) => {
    const { answer } = await held(usersPath, bearer(), url)
    await rename()
    const { status, headers } = await answer
    expect([status, headers.get('x-total-count')]).toEqual([200, '25'])
  })

  test('the new revisions when a name or a role changes, by tRPC', async () => {
    const { data: first } = await revision()
    const byName = revision(first)
    await rename()
    const { data: second } = await byName
    expect(second?.revision).not.toBe(first?.revision)
    expect(second?.memberRevision).toBe(first?.memberRevision)
    const byRole = revision(second)
    const userId = await userOf('bob@acme.test')
    await backend.organizations.updateOrganizationMembership({ organizationId, userId, role: 'org:admin' })
    const { data: third } = await byRole
    expect(third?.revision).toBe(second?.revision)
    expect(third?.memberRevision).not.toBe(second?.memberRevision)
  })

  test('a response at once if its revision is not the newest', async () => {
    const { data } = await revision({ revision: '1', memberRevision: '1' })
    expect(data?.revision).toMatch(/^\d{16}$/)
    const stale = await server.get(`${usersPath}?wait=25`, { headers: { ...bearer(), 'if-none-match': '"stale"' } })
    expect(stale.status).toBe(200)
    expect((await server.get(`${membersPath}?wait=25`, { headers: bearer() })).status).toBe(200)
  })

  test('304 after the requested time, without being charged for it', async () => {
    const { headers } = await server.get(usersPath, { headers: bearer() })
    const left = (response: Response) => Number(/r=(\d+)/.exec(response.headers.get('ratelimit') ?? '')?.[1])
    const sent = { ...bearer(), 'if-none-match': headers.get('etag') ?? '' }
    const waited = await server.get(`${usersPath}?wait=2`, { headers: sent })
    expect(waited.status).toBe(304)
    expect(left(await server.get(usersPath, { headers: sent }))).toBe(left(waited))
  })

  test('401 in tRPC’s form once its user was banned, where it waits by tRPC', async () => {
    const headers = bearer(bannedByTrpc)
    const { data: known } = await revision(undefined, headers)
    const waiting = revision(known, headers)
    await backend.users.banUser(await userOf(bannedByTrpc))
    expect(await waiting).toEqual({ status: 401, data: undefined })
  })

  test('401 once its membership was removed', async () => {
    const userId = await userOf('chloe@acme.test')
    const many = await eightHeld(bearer('chloe@acme.test'))
    await backend.organizations.deleteOrganizationMembership({ organizationId, userId })
    expect(await statusesOf(many)).toEqual(Array(8).fill(401))
  })

  test('401 once its user was banned', async () => {
    const many = await eightHeld(bearer(banned))
    await backend.users.banUser(await userOf(banned))
    expect(await statusesOf(many)).toEqual(Array(8).fill(401))
  })

  test('401 once its session was revoked, which changes no list', async () => {
    const userId = await userOf(revoked)
    const many = await eightHeld(bearer(revoked))
    const { data: sessions } = await backend.sessions.getSessionList({ userId })
    for (const { id } of sessions) await backend.sessions.revokeSession(id)
    expect(await statusesOf(many)).toEqual(Array(8).fill(401))
  })
})

describe('a caller who waits with an API key', () => {
  const subject = organizationId
  const keyOf = async (secondsUntilExpiration: number) => {
    const made = { name: 'Nightly export', subject, scopes: ['users:read'], secondsUntilExpiration }
    const { id, secret } = await backend.apiKeys.create(made)
    return { id, headers: { authorization: `Bearer ${secret}` } }
  }
  afterEach(() => void vi.useRealTimers())

  test('receives 401 once the key was revoked here, which changes no list', async () => {
    const { id, headers } = await keyOf(3600)
    const many = await eightHeld(headers)
    const revoking = { method: 'POST', headers: { ...bearer(), 'content-type': 'application/json' } }
    await server.get('/api/trpc/apiKeys.revoke', { ...revoking, body: JSON.stringify({ id }) })
    expect(await statusesOf(many)).toEqual(Array(8).fill(401))
  })

  const revoked = ['was revoked elsewhere', 3600, (apiKeyId: string) => backend.apiKeys.revoke({ apiKeyId })] as const
  const expired = ['has expired', 20, async () => {}] as const
  test.each([
    ['REST', ...expired, eightHeld],
    ['tRPC', ...revoked, (headers: Record<string, string>) => eightOf(() => heldByTrpc(headers))],
  ] as const)('by %s receives 401 in place of a change once the key %s', async (_face, _why, seconds, end, eight) => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
    const { id, headers } = await keyOf(seconds)
    const many = await eight(headers)
    await end(id)
    vi.setSystemTime(Date.now() + 31_000)
    await rename()
    expect(await statusesOf(many)).toEqual(Array(8).fill(401))
  })
})

test.each(['26', '-1', '1.5', '', 'x'])('a wait of “%s” is rejected', async (wait) => {
  const { status } = await server.get(`${usersPath}?wait=${wait}`, { headers: bearer() })
  expect(status).toBe(400)
})

test('a credential has eight places, and a client that disconnects frees its own', async () => {
  const headers = bearer(busy)
  const waiting = await eightHeld(headers)
  for (const { controller } of waiting) controller.abort()
  const again = await Promise.all(Array.from({ length: 8 }, () => held(usersPath, headers)))
  await rename()
  expect(await Promise.all(again.map(async ({ answer }) => (await answer).status))).toEqual(Array(8).fill(200))
})

test('a Roster that closes answers all waiting callers and accepts no further wait', async () => {
  await using ending = await startTestServer()
  const headers = { authorization: `Bearer ${ending.token()}` }
  const many = await Promise.all(Array.from({ length: 6 }, () => held(usersPath, headers, ending.url)))
  const served = new AbortController()
  const closing = ending.roster.close(once(served.signal, 'abort'))
  expect(await Promise.all(many.map(async ({ answer }) => (await answer).status))).toEqual(Array(6).fill(304))
  const late = await held(usersPath, headers, ending.url)
  expect((await late.answer).status).toBe(304)
  expect(late.ms()).toBeLessThan(1_000)
  served.abort()
  await closing
})
