import { errors } from '../../errors.ts'
import type { RosterRouter } from '../../trpc/router.ts'
import { createTRPCClient, httpBatchLink, httpBatchStreamLink, httpLink } from '@trpc/client'
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { backendOf } from '../../../testing/rest-callers.ts'
import { callRest } from '../../../testing/rest-call.ts'
import { z } from 'zod'
import { startTestServer, type TestServer } from '../../../testing/test-server.ts'

const limits = { credential: 5, organization: 8, address: 4 }
const [proxied, direct] = await Promise.all([
  startTestServer({ limits, trustProxy: true }),
  startTestServer({ limits: { ...limits, credential: 1_000, organization: 1_000 } }),
])
afterAll(async () => {
  await Promise.all([proxied, direct].map((server) => server[Symbol.asyncDispose]()))
})

let addresses = 0
/** An address without earlier requests. */
const newAddress = () => `192.0.2.${(addresses += 1)}`

async function keyOf(server: TestServer, slug: string) {
  const backend = backendOf(server)
  const { id: subject } = await backend.organizations.getOrganization({ slug })
  const { secret } = await backend.apiKeys.create({ name: 'Export', subject, scopes: ['users:read'] })
  return `Bearer ${secret}`
}

const trpcError = z.object({ message: z.string(), data: z.record(z.string(), z.unknown()) })

type From = { authorization?: string; address?: string } & Record<string, string>

function ask(server: TestServer, { address, ...headers }: From = {}) {
  return callRest(server.url, { headers: { ...headers, ...(address && { 'x-forwarded-for': address }) } })
}

/** The statuses of so many requests, one after another; `from` may give each of them other headers. */
async function statuses(
  times: number,
  server: TestServer,
  from: From | ((at: number) => From) = {},
): Promise<number[]> {
  const found: number[] = []
  while (found.length < times) {
    found.push((await ask(server, typeof from === 'function' ? from(found.length) : from)).status)
  }
  return found
}

const lookups = ({ clerk }: TestServer) => clerk.requests().byRoute['POST /api_keys/verify'] ?? 0

describe('a credential', () => {
  test('counts down, and is then refused with 429 and the time to wait, also for a 304', async () => {
    const authorization = await keyOf(proxied, 'acme')
    const first = await ask(proxied, { authorization })
    expect(first.headers.get('ratelimit-policy')).toBe('"credential";q=5;w=60, "organization";q=8;w=60')
    expect(first.headers.get('ratelimit')).toMatch(/^"credential";r=4;t=(60|59), "organization";r=7;t=(60|59)$/)
    expect(await statuses(4, proxied, { authorization, 'if-none-match': '*' })).toEqual([304, 304, 304, 304])
    const refused = await ask(proxied, { authorization, 'if-none-match': '*' })
    expect(refused.status).toBe(429)
    expect(refused.headers.get('ratelimit')).toMatch(/^"credential";r=0;t=\d+$/)
    const wait = Number(refused.headers.get('retry-after'))
    expect(wait).toBe(Number(/t=(\d+)/.exec(refused.headers.get('ratelimit') ?? '')?.[1]))
    expect(wait).toBeGreaterThan(0)
    expect(wait).toBeLessThanOrEqual(60)
    expect(JSON.parse(refused.text)).toEqual({
      error: { code: 'RATE_LIMITED', message: 'Too many requests; retry after the time in Retry-After' },
    })
  })

  test('that is refused uses up no limit of its organization, nor does an organization use up another’s', async () => {
    const [noisy, quiet, other] = await Promise.all([
      keyOf(proxied, 'globex'),
      keyOf(proxied, 'globex'),
      keyOf(proxied, 'initech'),
    ])
    expect(await statuses(20, proxied, { authorization: noisy })).toEqual(
      Array.from({ length: 20 }, (_, index) => (index < 5 ? 200 : 429)),
    )
    expect(await statuses(4, proxied, { authorization: quiet })).toEqual([200, 200, 200, 429])
    const over = await ask(proxied, { authorization: quiet })
    expect(over.headers.get('ratelimit')).toMatch(/"organization";r=0/)
    expect(await statuses(5, proxied, { authorization: other })).toEqual([200, 200, 200, 200, 200])
  })

  test('is counted by its session, however many tokens it has', async () => {
    const newToken = () => ({ authorization: `Bearer ${proxied.token('nora@nobody.test', null)}` })
    expect(await statuses(6, proxied, newToken)).toEqual([400, 400, 400, 400, 400, 429])
  })
})

describe('an address', () => {
  test('without a credential is refused after its limit, and no other address with it', async () => {
    const address = newAddress()
    expect(await statuses(5, proxied, { address })).toEqual([401, 401, 401, 401, 429])
    const refused = await ask(proxied, { address })
    expect(refused.headers.get('ratelimit-policy')).toBe('"address";q=4;w=60')
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/)
    expect(await statuses(1, proxied, { address: newAddress() })).toEqual([401])
  })

  test('is the last of X-Forwarded-For, because a client can write those before it', async () => {
    const address = newAddress()
    const forwarded = () => ({ address: `${newAddress()}, ${address}` })
    expect(await statuses(5, proxied, forwarded)).toEqual([401, 401, 401, 401, 429])
  })

  test('is the connection’s own without TRUST_PROXY, whatever X-Forwarded-For says', async () => {
    expect(await statuses(5, direct, () => ({ address: newAddress() }))).toEqual([401, 401, 401, 401, 429])
  })

  test('that is over its limit does not affect callers with a session', async () => {
    const address = newAddress()
    await statuses(5, proxied, { address })
    const authorization = `Bearer ${proxied.token('dana@acme.test', null)}`
    expect(await statuses(2, proxied, { address, authorization })).toEqual([400, 400])
  })

  test('has no more unknown keys looked up at Clerk than its limit, one after another or at once', async () => {
    for (const atOnce of [false, true]) {
      const address = newAddress()
      const before = lookups(proxied)
      const guess = (index: number) => ask(proxied, { address, authorization: `Bearer ak_guess_${atOnce}_${index}` })
      const answers = []
      if (atOnce) answers.push(...(await Promise.all(Array.from({ length: 10 }, (_, index) => guess(index)))))
      else while (answers.length < 10) answers.push(await guess(answers.length))
      const found = answers.map(({ status }) => status)
      expect([401, 429].map((status) => found.filter((each) => each === status).length)).toEqual([4, 6])
      expect(lookups(proxied) - before).toBe(4)
      for (const { headers } of answers) expect(headers.get('ratelimit-policy')).toBe('"address";q=4;w=60')
    }
  })

  test('is not charged for the lookups of valid keys', async () => {
    const backend = backendOf(direct)
    const [user] = (await backend.users.getUserList({ emailAddress: ['bob@acme.test'] })).data
    for (let keys = 0; keys < 5; keys += 1) {
      const { secret } = await backend.apiKeys.create({ name: 'Personal', subject: user?.id ?? '' })
      expect(await statuses(1, direct, { authorization: `Bearer ${secret}` })).toEqual([400])
    }
    const guess = (at: number) => ({ authorization: `Bearer ak_guessed_${at}` })
    expect(await statuses(5, direct, guess)).toEqual([401, 401, 401, 401, 429])
  })

  test('is not charged for a proven key that can’t be checked while Clerk is down', async () => {
    const address = newAddress()
    const backend = backendOf(proxied)
    const [user] = (await backend.users.getUserList({ emailAddress: ['bob@acme.test'] })).data
    const { secret } = await backend.apiKeys.create({ name: 'Personal', subject: user?.id ?? '' })
    const authorization = `Bearer ${secret}`
    expect(await statuses(1, proxied, { address, authorization })).toEqual([400])
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 31_000 })
    onTestFinished(() => void vi.useRealTimers())
    proxied.clerk.setFaults({ apiErrorChance: 1 })
    const during = await statuses(6, proxied, { address, authorization })
    proxied.clerk.setFaults({ apiErrorChance: 0 })
    expect(during).toEqual([503, 503, 503, 503, 503, 503])
    expect(await statuses(1, proxied, { address })).toEqual([401])
  })

  test('that is over its limit for requests without a credential may still send a new key', async () => {
    const address = newAddress()
    await statuses(5, proxied, { address })
    const authorization = await keyOf(proxied, 'initech')
    expect(await statuses(1, proxied, { address, authorization })).toEqual([200])
  })

  test('has no more signatures checked than its limit, and none of malformed or expired tokens', async () => {
    const address = newAddress()
    const [head, body] = proxied.token('bob@acme.test').split('.')
    const [, , signature = ''] = proxied.token('dana@acme.test').split('.')
    const forged = (at: number) => ({ address, authorization: `Bearer ${head}.${body}.${at}${signature.slice(1)}` })
    const spent = 'eyJhbGciOiJSUzI1NiJ9.eyJleHAiOjF9.AAAA'
    for (const token of ['not-a-token', 'a.b.c', `${spent}=`, spent]) {
      expect(await statuses(1, proxied, { address, authorization: `Bearer ${token}` })).toEqual([401])
    }
    expect(await statuses(6, proxied, forged)).toEqual([401, 401, 401, 401, 429, 429])
  })

  test('of IPv6 is counted by its first 64 bits', async () => {
    const ends = ['::1', '::2', ':0:0:0:1', ':ffff:1:2:3', '::4']
    const ofOneNetwork = (at: number) => ({ address: `2001:db8:0:7${ends[at]}` })
    expect(await statuses(5, proxied, ofOneNetwork)).toEqual([401, 401, 401, 401, 429])
    expect(await statuses(1, proxied, { address: '2001:db8:0:8::1' })).toEqual([401])
  })
})

test('each call of a tRPC batch counts, towards the same limit as REST', async () => {
  const authorization = `Bearer ${proxied.token('bob@acme.test', null)}`
  const batch = () => proxied.get('/api/trpc/users.revision,users.revision?batch=1', { headers: { authorization } })
  expect((await batch()).headers.get('ratelimit')).toMatch(/^"credential";r=3/)
  expect(await statuses(2, proxied, { authorization })).toEqual([400, 400])
  const refused = await batch()
  expect(refused.status).toBe(429)
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(await statuses(2, proxied, { authorization })).toEqual([400, 429])
})

test('sessions and API keys of an organization have separate limits', async () => {
  const [alice, chloe] = ['alice', 'chloe'].map((name) => `Bearer ${proxied.token(`${name}@acme.test`, 'initech')}`)
  expect(await statuses(5, proxied, { authorization: alice ?? '' })).toEqual([200, 200, 200, 200, 200])
  expect(await statuses(4, proxied, { authorization: chloe ?? '' })).toEqual([200, 200, 200, 429])
  expect(await statuses(1, proxied, { authorization: await keyOf(proxied, 'initech') })).toEqual([200])
})

test('every kind of tRPC link reads the error of a caller over its limit', async () => {
  const authorization = `Bearer ${proxied.token('isil@acme.test', null)}`
  await statuses(5, proxied, { authorization })
  const options = { url: `${proxied.url}/api/trpc`, headers: { authorization } }
  for (const link of [httpLink(options), httpBatchLink(options), httpBatchStreamLink(options)]) {
    const { users } = createTRPCClient<RosterRouter>({ links: [link] })
    const refused = await Promise.all(
      [users.list.query(), users.revision.query()].map((call) =>
        call.then(
          () => 'answered',
          (error: unknown) => trpcError.parse(error),
        ),
      ),
    )
    const { message } = errors.RATE_LIMITED
    const retryAfter: unknown = expect.any(Number)
    const data = { code: 'RATE_LIMITED', httpStatus: 429, retryAfter }
    expect(refused).toEqual([
      { message, data },
      { message, data },
    ])
  }
})
