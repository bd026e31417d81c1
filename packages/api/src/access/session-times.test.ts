import { createSign, generateKeyPairSync } from 'node:crypto'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createTimeRefusal } from './session-times.ts'

const issuer = 'https://clerk.example.test'
const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
const refusal = createTimeRefusal(pair.publicKey.export({ type: 'spki', format: 'pem' }).toString(), issuer)

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')

function sign(claims: object, key = pair.privateKey): string {
  const input = `${encode({ alg: 'RS256' })}.${encode({ iss: issuer, ...claims })}`
  return `${input}.${createSign('RSA-SHA256').update(input).sign(key).toString('base64url')}`
}

const now = 1_800_000_000
const current = { iat: now - 30, nbf: now - 40, exp: now + 30 }
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: now * 1000 }))
afterEach(() => void vi.useRealTimers())

test.each([
  ['issued later than now', { iat: now + 6 }, { why: 'early', ms: 6_000 }],
  ['issued later than now, without nbf', { iat: now + 6, nbf: undefined }, { why: 'early', ms: 6_000 }],
  ['not to be used before a later time', { nbf: now + 7 }, { why: 'early', ms: 7_000 }],
  ['issued within the skew that the SDK allows', { iat: now + 5, nbf: now + 5 }, null],
  ['valid', {}, null],
  ['expired within the skew', { exp: now - 4 }, null],
  ['expired by the whole skew', { exp: now - 5 }, { why: 'late', ms: 5_000 }],
  ['expired long ago', { exp: now - 600 }, { why: 'late', ms: 600_000 }],
])('a token that Clerk signed and that is %s is explained by its times alone', (_which, changed, expected) => {
  expect(refusal(sign({ ...current, ...changed }))).toEqual(expected)
})

test('a token that Clerk did not sign is not explained, whatever its times', () => {
  const expired = { ...current, exp: now - 600 }
  const [head, , signature] = sign(expired).split('.')
  expect(refusal(sign(expired, generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey))).toBeNull()
  expect(refusal(`${head}.${encode({ iss: issuer, ...expired, exp: now - 900 })}.${signature}`)).toBeNull()
})

test('a token of another issuer, or without its times, is not explained', () => {
  for (const changed of [{ iss: 'https://clerk.other.test' }, { iss: undefined }, { iat: undefined }, { exp: 'soon' }])
    expect(refusal(sign({ ...current, exp: now - 600, ...changed }))).toBeNull()
})
