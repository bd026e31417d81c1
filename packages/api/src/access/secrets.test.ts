import type { ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { startLocalClerk } from '@roster/clerk-local'
import type { MirrorSync, Spender } from '@roster/db'
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { listen } from '../../testing/listen.ts'
import { createSecretCheck } from './secrets.ts'
import { createClerkBudget, type ClerkBudget } from '../clerk/ask-clerk.ts'
import { createBackendSdk } from '../clerk/backend-sdk.ts'

const local = await startLocalClerk({ port: 0, organizations: { acme: 2, globex: 1, initech: 1 } })
afterAll(() => local.close())
const keysOf = ({ secretKey, publishableKey, jwtKey, issuer }: typeof local, apiUrl: string) => ({
  secretKey,
  publishableKey,
  jwtKey,
  issuer,
  apiUrl,
  authorizedParties: [],
})
const clerk = createBackendSdk(keysOf(local, local.apiUrl))
const ample: ClerkBudget = { take: async () => ({ granted: true, retryAfterMs: 0 }), pause: async () => {} }
const acme = await clerk.organizations.getOrganization({ slug: 'acme' })
const alice = (await clerk.users.getUserList({ emailAddress: ['alice@acme.test'] })).data[0]?.id ?? ''

const scopes = ['users:read']
const makeKey = async (subject = acme.id, more: { secondsUntilExpiration?: number } = {}) => {
  const { id, secret = '' } = await clerk.apiKeys.create({ name: 'Nightly export', subject, scopes, ...more })
  return { id, secret }
}
const lookups = () => local.requests().byRoute['POST /api_keys/verify'] ?? 0

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date', 'performance'], now: Date.now() }))
afterEach(() => {
  vi.useRealTimers()
  local.setFaults({ apiErrorChance: 0, apiLatencyMs: 0, apiHang: false, apiAnswers: [] })
})
const later = (ms: number) => vi.advanceTimersByTime(ms)
const setClock = (byMs: number) => vi.setSystemTime(Date.now() + byMs)

describe('an API key', () => {
  test('of an organization carries it and its scopes, one of a user carries no organization', async () => {
    const { verify } = createSecretCheck(clerk, ample)
    for (const [subject, orgId] of [
      [acme.id, acme.id],
      [alice, null],
    ] as const) {
      const { id, secret } = await makeKey(subject)
      expect(await verify(secret)).toEqual({ kind: 'api-key', keyId: id, orgId, scopes })
    }
  })

  test('that Clerk does not know proves nobody, and is neither looked up nor counted again within 10 s', async () => {
    const { verify } = createSecretCheck(clerk, ample)
    const before = lookups()
    let counted = 0
    const mayCheck = () => (counted += 1) > 0
    expect(await verify('ak_unknown', mayCheck)).toEqual({ kind: 'none' })
    later(9_999)
    expect(await verify('ak_unknown', mayCheck)).toEqual({ kind: 'none' })
    expect([lookups() - before, counted]).toEqual([1, 1])
    later(1)
    await verify('ak_unknown', mayCheck)
    expect([lookups() - before, counted]).toEqual([2, 2])
  })

  test('is looked up once for many callers, and then not for 20 s', async () => {
    const { verify } = createSecretCheck(clerk, ample)
    const { secret } = await makeKey()
    const before = lookups()
    await Promise.all(Array.from({ length: 20 }, () => verify(secret)))
    later(19_999)
    await verify(secret)
    expect(lookups() - before).toBe(1)
  })

  test('in use is looked up again from 20 s on, once a second until Clerk answers, and no caller waits for it', async () => {
    let asked = 0
    let failures = 0
    const counting: ClerkBudget = { ...ample, take: (...call) => ((asked += 1), ample.take(...call)) }
    const { verify } = createSecretCheck(clerk, counting, () => (failures += 1))
    const { secret, id } = await makeKey()
    await verify(secret)
    await clerk.apiKeys.revoke({ apiKeyId: id })
    local.setFaults({ apiErrorChance: 1 })
    const steps = [
      { afterMs: 20_000, asks: 2, fails: 0 },
      // The first question is still in flight.
      { afterMs: 1_000, asks: 2, fails: 1 },
      { afterMs: 0, asks: 3, fails: 2 },
      { afterMs: 500, asks: 3, fails: 2 },
      { afterMs: 500, asks: 4, fails: 3 },
    ]
    for (const { afterMs, asks, fails } of steps) {
      later(afterMs)
      const answers = await Promise.all([verify(secret), verify(secret)])
      expect(answers).toMatchObject([{ kind: 'api-key' }, { kind: 'api-key' }])
      expect(asked).toBe(asks)
      await vi.waitFor(() => expect(failures).toBe(fails))
    }
    local.setFaults({ apiErrorChance: 0 })
    later(1_000)
    expect(await verify(secret)).toMatchObject({ kind: 'api-key' })
    await vi.waitFor(async () => expect(await verify(secret)).toEqual({ kind: 'none' }))
  })

  test('that was revoked elsewhere is refused after 30 s, and at once where it was revoked', async () => {
    const { secret, id } = await makeKey()
    const [here, elsewhere] = [createSecretCheck(clerk, ample), createSecretCheck(clerk, ample)]
    await Promise.all([here.verify(secret), elsewhere.verify(secret)])
    await clerk.apiKeys.revoke({ apiKeyId: id })
    here.block(id)
    expect(await here.verify(secret)).toEqual({ kind: 'none' })
    expect(await elsewhere.verify(secret)).toMatchObject({ kind: 'api-key' })
    later(30_001)
    expect(await elsewhere.verify(secret)).toEqual({ kind: 'none' })
  })

  test('that was revoked elsewhere is not accepted for longer because the clock was set back', async () => {
    for (const backMs of [40_000, 7_200_000]) {
      const { secret, id } = await makeKey()
      const { verify } = createSecretCheck(clerk, ample)
      await verify(secret)
      await clerk.apiKeys.revoke({ apiKeyId: id })
      setClock(-backMs)
      later(29_999)
      expect(await verify(secret)).toMatchObject({ kind: 'api-key' })
      later(1)
      expect(await verify(secret)).toEqual({ kind: 'none' })
      later(10_000)
      const before = lookups()
      await verify(secret)
      expect(lookups() - before).toBe(1)
    }
  })

  test('is refused from the moment at which it expires', async () => {
    const { secret } = await makeKey(acme.id, { secondsUntilExpiration: 5 })
    const { verify } = createSecretCheck(clerk, ample)
    expect(await verify(secret)).toMatchObject({ kind: 'api-key' })
    later(4_999)
    expect(await verify(secret)).toMatchObject({ kind: 'api-key' })
    later(1)
    expect(await verify(secret)).toEqual({ kind: 'none' })
  })

  test('that is known is accepted for 30 s while Clerk is down; an unknown one is unavailable, never refused', async () => {
    const [known, unknown] = [await makeKey(), await makeKey()]
    const { verify } = createSecretCheck(clerk, ample)
    await verify(known.secret)
    local.setFaults({ apiErrorChance: 1 })
    later(29_000)
    expect(await verify(known.secret)).toMatchObject({ kind: 'api-key' })
    expect(await verify(unknown.secret)).toEqual({ kind: 'unavailable' })
    later(1_001)
    expect(await verify(known.secret)).toEqual({ kind: 'unavailable' })
    local.setFaults({ apiErrorChance: 0 })
    expect(await verify(unknown.secret)).toMatchObject({ kind: 'api-key' })
  })

  test('that is known is unavailable while Clerk answers 404 to everything, and refused if it does so a minute later', async () => {
    const { secret } = await makeKey()
    const { verify } = createSecretCheck(clerk, ample)
    await verify(secret)
    const everythingIsMissing = { apiAnswers: [{ path: '**', status: 404 }] }
    local.setFaults(everythingIsMissing)
    for (const seconds of [31, 29, 30]) {
      later(seconds * 1000)
      const before = lookups()
      for (let request = 0; request < 3; request++) expect(await verify(secret)).toEqual({ kind: 'unavailable' })
      expect(lookups() - before).toBe(1)
    }
    local.setFaults({ apiAnswers: [] })
    later(10_000)
    expect(await verify(secret)).toMatchObject({ kind: 'api-key' })

    local.setFaults(everythingIsMissing)
    later(31_000)
    expect(await verify(secret)).toEqual({ kind: 'unavailable' })
    later(60_000)
    expect(await verify(secret)).toEqual({ kind: 'none' })
  })

  test('in use is accepted for its 30 s if Clerk answers 404 to everything, and is not asked about again meanwhile', async () => {
    const { secret } = await makeKey()
    const asked: string[] = []
    const counting: ClerkBudget = { ...ample, take: (kind) => (asked.push(kind), ample.take(kind)) }
    const { verify } = createSecretCheck(clerk, counting)
    await verify(secret)
    local.setFaults({ apiAnswers: [{ path: '**', status: 404 }] })
    for (const waitedMs of [20_000, 5_000, 4_000]) {
      later(waitedMs)
      expect(await verify(secret)).toMatchObject({ kind: 'api-key' })
      // Clerk's answer about the key was received before the one about this secret.
      await verify(`ak_unknown_${waitedMs}`)
    }
    expect(asked.filter((kind) => kind === 'known-secret')).toHaveLength(1)
    later(1_000)
    expect(await verify(secret)).toEqual({ kind: 'unavailable' })
  })

  test('is unavailable if Clerk does not answer in time, which is reported, and valid once it has', async () => {
    const { secret } = await makeKey()
    const failures: unknown[] = []
    const { verify } = createSecretCheck(clerk, ample, (error) => failures.push(error))
    local.setFaults({ apiLatencyMs: 2_300 })
    expect(await verify(secret)).toEqual({ kind: 'unavailable' })
    expect(failures).toEqual([new Error('No answer within 2000 ms')])
    // The late answer is remembered, so that no second lookup is needed.
    await expect.poll(() => verify(secret, () => false), { timeout: 5_000 }).toMatchObject({ kind: 'api-key' })
  })

  test('that was refused stays refused when an earlier question about it is answered late', async () => {
    const asked: ServerResponse[] = []
    await using server = await listen((_request, response) => void asked.push(response))
    const answer = async (index: number, more: object) => {
      await vi.waitFor(() => expect(asked[index]).toBeDefined())
      asked[index]?.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(asKey(more)))
    }
    const { verify } = createSecretCheck(createBackendSdk(keysOf(local, server.url)), ample)
    expect(await verify('ak_x')).toEqual({ kind: 'unavailable' })
    later(2_000)
    void answer(1, { revoked: true })
    expect(await verify('ak_x')).toEqual({ kind: 'none' })
    // The late answer is received before that about another key.
    void answer(0, {}).then(() => answer(2, {}))
    expect(await verify('ak_other')).toMatchObject({ kind: 'api-key' })
    expect(await verify('ak_x')).toEqual({ kind: 'none' })
  })

  test('that hangs at Clerk gives up its place among the 32 after 2 s', async () => {
    const { secret } = await makeKey()
    const { verify } = createSecretCheck(clerk, ample)
    local.setFaults({ apiHang: true })
    await Promise.all(Array.from({ length: 32 }, (_, index) => verify(`ak_hung${index}`)))
    local.setFaults({ apiHang: false })
    expect(await verify(secret)).toMatchObject({ kind: 'api-key' })
  })

  test('that was proven before is looked up for any caller; another only if the caller may have it checked', async () => {
    const { verify } = createSecretCheck(clerk, ample)
    const { secret, id } = await makeKey()
    expect(await verify(secret, () => false)).toEqual({ kind: 'unavailable' })
    expect(await verify(secret, () => true)).toMatchObject({ kind: 'api-key' })
    later(30_001)
    expect(await verify(secret, () => false)).toMatchObject({ kind: 'api-key' })
    await clerk.apiKeys.revoke({ apiKeyId: id })
    later(30_001)
    expect(await verify(secret, () => false)).toEqual({ kind: 'none' })
    later(10_001)
    expect(await verify(secret, () => false)).toEqual({ kind: 'unavailable' })
  })

  test('is looked up within the share of its kind, so that guesses use up none of that of known keys', async () => {
    const spent: string[] = []
    const used = { 'new-secret': false }
    const budget: ClerkBudget = {
      take: async (spender) => {
        spent.push(spender)
        return { granted: !(spender === 'new-secret' && used['new-secret']), retryAfterMs: 1 }
      },
      pause: async () => {},
    }
    const { verify } = createSecretCheck(clerk, budget)
    const { secret } = await makeKey()
    await verify(secret)
    used['new-secret'] = true
    const before = lookups()
    expect(await verify('ak_guess_without_budget')).toEqual({ kind: 'unavailable' })
    expect(lookups()).toBe(before)
    later(30_001)
    expect(await verify(secret)).toMatchObject({ kind: 'api-key' })
    expect(spent).toEqual(['new-secret', 'new-secret', 'known-secret'])
  })

  test('that is known finds a place while 32 unknown ones hang at Clerk', async () => {
    const { secret } = await makeKey()
    const asked: string[] = []
    const take: ClerkBudget['take'] = async (kind) => {
      asked.push(kind)
      return { granted: true, retryAfterMs: 0 }
    }
    const { verify } = createSecretCheck(clerk, { ...ample, take })
    await verify(secret)
    later(30_001)
    local.setFaults({ apiHang: true })
    const answers = Array.from({ length: 32 }, (_, index) => verify(`ak_hanging${index}`))
    expect(await verify('ak_one_too_many')).toEqual({ kind: 'unavailable' })
    answers.push(verify(secret))
    expect(asked.filter((kind) => kind === 'known-secret')).toHaveLength(1)
    await Promise.all(answers)
  })

  test('that was not used for 30 s finds a place and a call, however many in use are asked about early', async () => {
    const spent: Partial<Record<Spender, number>> = {}
    const takeCall: MirrorSync['takeCall'] = async (spender, perWindow) => {
      const calls = (spent[spender] ??= 0)
      if (calls < perWindow) spent[spender] = calls + 1
      return { granted: calls < perWindow, at: 0, retryAfterMs: 1 }
    }
    // 33 checks of new keys and 31 of known ones.
    const budget = createClerkBudget({ store: { takeCall, pauseCalls: async () => {} }, callsPerWindow: 165 })
    const { verify } = createSecretCheck(clerk, budget)
    const quiet = await makeKey()
    await verify(quiet.secret)
    later(10_000)
    const busy = await Promise.all(Array.from({ length: 32 }, () => makeKey()))
    const use = () => Promise.all(busy.map(({ secret }) => verify(secret)))
    await use()
    local.setFaults({ apiLatencyMs: 50 })
    later(20_000)
    await use()
    expect(await verify(quiet.secret)).toMatchObject({ kind: 'api-key' })
  })

  test('pauses all calls of the shared budget when Clerk’s limit is reached', async () => {
    const pauses: number[] = []
    const { verify } = createSecretCheck(clerk, { ...ample, pause: async (ms) => void pauses.push(ms) })
    local.setFaults({ apiRateLimitChance: 1, apiRetryAfterSeconds: 3 })
    expect(await verify('ak_over_the_limit')).toEqual({ kind: 'unavailable' })
    local.setFaults({ apiRateLimitChance: 0 })
    expect(pauses).toEqual([3_000])
  })

  test('more than 32 unknown ones at once don’t reach Clerk', async () => {
    local.setFaults({ apiLatencyMs: 50 })
    const { verify } = createSecretCheck(clerk, ample)
    for (const round of ['first', 'next']) {
      const before = lookups()
      const found = await Promise.all(Array.from({ length: 100 }, (_, index) => verify(`ak_${round}${index}`)))
      expect(lookups() - before).toBe(32)
      expect(found.filter(({ kind }) => kind === 'unavailable')).toHaveLength(68)
    }
  })
})

const key = { id: 'ak_1', subject: 'org_1', scopes, revoked: false, expired: false, expiration: null }
const asKey = (more: object) => ({ object: 'api_key', ...key, ...more })
const notFound = { errors: [{ code: 'resource_not_found', message: 'not found' }] }
const cases: [string, string, number, unknown, object][] = [
  ['a revoked key in a 200 answer is refused', 'ak_x', 200, asKey({ revoked: true }), { kind: 'none' }],
  ['an expired key in a 200 answer is refused', 'ak_x', 200, asKey({ expired: true }), { kind: 'none' }],
  ['a key past its expiration is refused', 'ak_x', 200, asKey({ expiration: 1 }), { kind: 'none' }],
  ['a key without scopes has none', 'ak_x', 200, asKey({ scopes: null }), { kind: 'api-key', scopes: [] }],
  ['an answer that is no key is an outage', 'ak_x', 200, { object: 'api_key' }, { kind: 'unavailable' }],
  ['a refusal of our own secret key is an outage', 'ak_x', 401, { errors: [] }, { kind: 'unavailable' }],
  ['Clerk’s rate limit is an outage', 'ak_x', 429, { errors: [] }, { kind: 'unavailable' }],
  [
    'a valid machine token carries no organization, whatever its subject',
    'mt_x',
    200,
    { ...asKey({}), object: 'machine_to_machine_token' },
    { kind: 'api-key', orgId: null },
  ],
  ['a refusal without an error of Clerk’s is an outage', 'ak_x', 404, 'not found', { kind: 'unavailable' }],
  ['a refusal with an empty list of errors is an outage', 'ak_x', 422, { errors: [] }, { kind: 'unavailable' }],
  ['an unknown machine token is refused', 'mt_x', 404, notFound, { kind: 'none' }],
  ['a machine token during an outage is unavailable', 'mt_x', 503, { errors: [] }, { kind: 'unavailable' }],
  [
    'a valid OAuth token carries no organization, whatever its subject',
    'oat_x',
    200,
    { ...asKey({}), object: 'clerk_idp_oauth_access_token' },
    { kind: 'api-key', orgId: null },
  ],
  ['an unknown OAuth token is refused', 'oat_x', 404, notFound, { kind: 'none' }],
  ['an OAuth token during an outage is unavailable', 'oat_x', 500, { errors: [] }, { kind: 'unavailable' }],
]

const someText: unknown = expect.stringMatching(/./)
const paths: Record<string, string> = {
  ak_x: '/api_keys/verify',
  mt_x: '/m2m_tokens/verify',
  oat_x: '/oauth_applications/access_tokens/verify',
}

test.each(cases)('%s', async (_rule, secret, status, body, expected) => {
  const asked: unknown[] = []
  const reasons: string[] = []
  await using server = await listen((request, response) => {
    void text(request).then((sent) => {
      asked.push({ path: request.url, namesSecret: sent.includes(`"${secret}"`) })
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    })
  })
  const sdk = createBackendSdk(keysOf(local, server.url))
  const report = (error: unknown) => void reasons.push(error instanceof Error ? error.message : '')
  const found = await createSecretCheck(sdk, ample, report).verify(secret)
  expect(found).toMatchObject(expected)
  expect(asked).toEqual([{ path: paths[secret], namesSecret: true }])
  expect(reasons).toEqual(found.kind === 'unavailable' ? [someText] : [])
})
