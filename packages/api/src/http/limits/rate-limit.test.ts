import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Credential } from '../../access/authenticate.ts'
import { silentLog } from '../../../testing/silent-log.ts'
import { acme, session } from '../../../testing/test-api.ts'
import { fromWeb } from '../http-request.ts'
import { createRateLimit } from './rate-limit.ts'

const limits = { credential: 3, organization: 4, address: 2 }

const requestFrom = (address?: string, forwarded?: string) =>
  fromWeb(
    new Request('http://roster.invalid', { headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded } }),
    address,
  )

/** Returns what is logged when requests with these X-Forwarded-For headers arrive. */
function warnings(trustProxy: boolean, forwarded: (string | undefined)[]): string[] {
  const lines: string[] = []
  const limit = createRateLimit(limits, trustProxy, {
    ...silentLog,
    warn: (facts, message) => void lines.push(message + JSON.stringify(facts)),
  })
  for (const address of forwarded) limit.count({ kind: 'none' }, requestFrom(undefined, address))
  return lines
}

test('X-Forwarded-For with TRUST_PROXY unset is reported once, without an address', () => {
  const lines = warnings(false, [undefined, '192.0.2.1', '192.0.2.2'])
  expect(lines).toHaveLength(1)
  expect(lines[0]).toContain('TRUST_PROXY')
  expect(lines[0]).not.toContain('192.0.2')
})

test('nothing is reported without the header or with TRUST_PROXY set', () => {
  expect(warnings(false, [undefined, undefined])).toEqual([])
  expect(warnings(true, ['192.0.2.1', '192.0.2.2'])).toEqual([])
})

describe('the limits', () => {
  const nobody: Credential = { kind: 'none' }
  const key: Credential = { kind: 'api-key', keyId: 'ak_1', userId: null, sessionId: null, orgId: acme, scopes: [] }
  const start = (trustProxy = false) => createRateLimit(limits, trustProxy, silentLog)
  type RateLimit = ReturnType<typeof start>
  const left = (limit: RateLimit, credential: Credential, request = requestFrom()) =>
    [...(limit.count(credential, request).headers['ratelimit'] ?? '').matchAll(/r=(\d)/g)].map(([, points]) => points)
  const waits = (limit: RateLimit, credential: Credential, request = requestFrom()) =>
    limit.count(credential, request).waitSeconds

  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: 1_000_000 }))
  afterEach(() => void vi.useRealTimers())

  test('of a proven credential are its own and its organization’s, with the points and the seconds that are left', () => {
    const limit = start()
    const policy = '"credential";q=3;w=60, "organization";q=4;w=60'
    expect(limit.count(key, requestFrom()).headers['ratelimit-policy']).toBe(policy)
    const first = limit.count(session('user_1', acme), requestFrom(), 2)
    expect(first.headers).toEqual({
      'ratelimit-policy': policy,
      ratelimit: '"credential";r=1;t=60, "organization";r=2;t=60',
    })
    vi.setSystemTime(1_059_500)
    expect(limit.count(session('user_1', acme), requestFrom()).headers['ratelimit']).toBe(
      '"credential";r=0;t=1, "organization";r=1;t=1',
    )
    expect(limit.count(session('user_1', acme), requestFrom())).toEqual({
      headers: { 'ratelimit-policy': '"credential";q=3;w=60', ratelimit: '"credential";r=0;t=1' },
      waitSeconds: 1,
    })
  })

  test('of an organization are shared by its sessions, and those of its API keys are separate', () => {
    const limit = start()
    for (const user of ['user_1', 'user_1', 'user_2']) expect(waits(limit, session(user, acme))).toBeUndefined()
    expect(left(limit, key)).toEqual(['2', '3'])
    expect(waits(limit, session('user_3', acme))).toBeUndefined()
    expect(waits(limit, session('user_4', acme))).toBe(60)
    expect(left(limit, key)).toEqual(['1', '2'])
  })

  test('of a credential without an organization are its own only', () => {
    expect(left(start(), session('user_1', null))).toEqual(['2'])
  })

  test('take back one point of both for a request that only waited', () => {
    const limit = start()
    for (const credential of [session('user_1', acme), session('user_2', null), key]) {
      const before = left(limit, credential)
      limit.giveBack(credential)
      expect(left(limit, credential)).toEqual(before)
    }
  })

  test('of a request without a credential are its address’s', () => {
    const limit = start()
    expect(limit.count(nobody, requestFrom('192.0.2.1')).headers).toEqual({
      'ratelimit-policy': '"address";q=2;w=60',
      ratelimit: '"address";r=1;t=60',
    })
    limit.giveBack(nobody)
    expect(left(limit, nobody, requestFrom('192.0.2.1'))).toEqual(['0'])
    expect(waits(limit, nobody, requestFrom('192.0.2.1'))).toBe(60)
    expect(waits(limit, nobody, requestFrom('192.0.2.2'))).toBeUndefined()
  })

  test('do not count a key that needed no check of its address and can’t be checked now', () => {
    const limit = start()
    expect(limit.count({ kind: 'unavailable' }, requestFrom('192.0.2.1'))).toEqual({ headers: {} })
    expect(left(limit, nobody, requestFrom('192.0.2.1'))).toEqual(['1'])
  })

  test('of checks are an address’s, and take back the check of a credential that was proven', () => {
    const limit = start()
    const check = (credential: Credential) => {
      const request = requestFrom('192.0.2.1')
      const may = limit.mayCheck(request)
      return [may, waits(limit, credential, request)]
    }
    for (const user of ['user_1', 'user_2', 'user_3']) expect(check(session(user, null))).toEqual([true, undefined])
    for (const expected of [true, true]) expect(check(nobody)).toEqual([expected, undefined])
    // A credential that was proven before needs no check, so it gives none back.
    expect(waits(limit, session('user_1', null), requestFrom('192.0.2.1'))).toBeUndefined()
    const request = requestFrom('192.0.2.1')
    expect(limit.mayCheck(request)).toBe(false)
    const headers = { 'ratelimit-policy': '"address";q=2;w=60', ratelimit: '"address";r=0;t=60' }
    expect(limit.count({ kind: 'unavailable' }, request)).toEqual({ headers, waitSeconds: 60 })
    // A request without a credential needs no check.
    expect(waits(limit, nobody, requestFrom('192.0.2.1'))).toBeUndefined()
  })

  test.each([
    [true, 'the last of X-Forwarded-For', '192.0.2.8, 192.0.2.9, 192.0.2.7 ', '192.0.2.7'],
    [true, 'the connection’s without X-Forwarded-For', undefined, '192.0.2.1'],
    [true, 'the connection’s with an empty X-Forwarded-For', '', '192.0.2.1'],
    [false, 'the connection’s whatever X-Forwarded-For says', '192.0.2.9', '192.0.2.1'],
  ])('with TRUST_PROXY %s count by an address that is %s', (trustProxy, _which, forwarded, address) => {
    const limit = start(trustProxy)
    const asked = [requestFrom('192.0.2.1', forwarded), requestFrom(address, trustProxy ? address : undefined)]
    expect(asked.map((request) => left(limit, nobody, request))).toEqual([['1'], ['0']])
  })

  test('count requests without any address together', () => {
    const limit = start()
    expect([left(limit, nobody), left(limit, nobody), waits(limit, nobody)]).toEqual([['1'], ['0'], 60])
  })
})
