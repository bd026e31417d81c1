import { createSign, generateKeyPairSync } from 'node:crypto'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createSecretCheck, type SecretCheck } from './secrets.ts'
import { createAuthenticate, systemCredential } from './authenticate.ts'
import { createBackendSdk } from '../clerk/backend-sdk.ts'
import { keysOf } from '../clerk/clerk-options.ts'

const azp = 'https://app.example.test'
const issuer = 'https://clerk.example.test'
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const keys = {
  secretKey: 'sk_test_0000000000000000000000000000000000000000',
  publishableKey: `pk_test_${Buffer.from('clerk.example.test$').toString('base64')}`,
  jwtKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  issuer,
  apiUrl: 'https://clerk.invalid',
  authorizedParties: [azp],
}
const otherKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
const clerk = createBackendSdk(keys)
const authenticate = createAuthenticate(
  clerk,
  keys,
  createSecretCheck(clerk, { take: async () => ({ granted: true, retryAfterMs: 0 }), pause: async () => {} }),
)

const now = Math.floor(Date.now() / 1000)
const claims = {
  azp,
  exp: now + 60,
  iat: now,
  iss: issuer,
  jti: 'a1b2c3',
  nbf: now - 10,
  sid: 'sess_1',
  sts: 'active',
  sub: 'user_1',
  v: 2,
  o: { id: 'org_1', rol: 'admin', slg: 'one' },
}
const header = { alg: 'RS256', kid: 'ins_1', typ: 'JWT', cat: 'cl_B7d4PD111AAA' }

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')

function sign(changed: object = {}, head: object = {}, key = privateKey): string {
  const input = `${encode({ ...header, ...head })}.${encode({ ...claims, ...changed })}`
  return `${input}.${createSign('RSA-SHA256').update(input).sign(key).toString('base64url')}`
}

describe('a session token', () => {
  test('carries its user, its session and its organization', async () => {
    expect(await authenticate(`Bearer ${sign()}`)).toEqual({
      kind: 'session',
      userId: 'user_1',
      sessionId: 'sess_1',
      orgId: 'org_1',
      permissions: [],
      claimsMs: now * 1000,
    })
  })

  test('of the first claims version does too', async () => {
    const token = sign({ v: undefined, o: undefined, org_id: 'org_1', org_role: 'org:admin', org_slug: 'one' })
    expect(await authenticate(`Bearer ${token}`)).toMatchObject({ orgId: 'org_1' })
  })

  test.each([
    ['second', { fea: 'o:leads,u:drafts,o:sys_api_keys', o: { ...claims.o, per: 'read,manage', fpm: '3,2' } }],
    [
      'first',
      {
        v: undefined,
        o: undefined,
        org_id: 'org_1',
        org_role: 'org:admin',
        org_slug: 'one',
        org_permissions: ['org:leads:read', 'org:leads:manage', 'org:sys_api_keys:manage'],
      },
    ],
  ])('of the %s claims version carries the permissions of its organization', async (_version, changed) => {
    const permissions = ['org:leads:read', 'org:leads:manage', 'org:sys_api_keys:manage']
    expect(await authenticate(`Bearer ${sign(changed)}`)).toMatchObject({ permissions })
  })

  test('without an active organization carries none, and no permissions', async () => {
    const credential = await authenticate(`Bearer ${sign({ o: undefined })}`)
    expect(credential).toMatchObject({ kind: 'session', orgId: null, permissions: [] })
  })

  test('is read whatever the case of its scheme', async () => {
    expect(await authenticate(`bEARER  ${sign()}`)).toMatchObject({ kind: 'session' })
  })

  test('that Clerk re-issued has the time of its claims', async () => {
    const credential = await authenticate(`Bearer ${sign({}, { oiat: now - 50 })}`)
    expect(credential).toMatchObject({ claimsMs: (now - 50) * 1000 })
  })
})

test('a refused session token is reported, and apart if it is of another origin', async () => {
  const reported: string[] = []
  const check = createSecretCheck(clerk, {
    take: async () => ({ granted: true, retryAfterMs: 0 }),
    pause: async () => {},
  })
  const reporting = createAuthenticate(clerk, keys, check, (_token, why) => void reported.push(why))
  await reporting(`Bearer ${sign({ azp: 'https://evil.example.test' })}`)
  await reporting(`Bearer ${sign({ exp: now - 60, iat: now - 120, nbf: now - 130 })}`)
  await reporting(`Bearer ${sign({ iss: 'https://clerk.other.test' })}`)
  await reporting(`Bearer ${sign()}`)
  expect(reported).toEqual(['other-origin', 'other', 'other'])
})

const withoutOrganization = { kind: 'api-key', userId: null, sessionId: null, orgId: null, scopes: [] }

test('a valid machine token carries no organization and no scopes', async () => {
  const token = sign({ sub: 'mch_1', sid: undefined, o: undefined }, { cat: 'cl_B7d4PD333AAA' })
  expect(await authenticate(`Bearer ${token}`)).toMatchObject(withoutOrganization)
})

test('a valid OAuth token carries no organization and no scopes', async () => {
  const token = sign({ sid: undefined, client_id: 'client_1', scope: 'email' }, { typ: 'at+jwt', cat: undefined })
  expect(await authenticate(`Bearer ${token}`)).toMatchObject(withoutOrganization)
})

test.each(['none', 'unavailable'] as const)('an API key that Clerk’s answer makes “%s” is just that', async (kind) => {
  const secrets: SecretCheck = { verify: async () => ({ kind }), block: () => {} }
  expect(await createAuthenticate(clerk, keys, secrets)('Bearer ak_secret')).toEqual({ kind })
})

test('an API key carries the organization and the scopes that Clerk names, and no user', async () => {
  const ofKey = { kind: 'api-key', keyId: 'ak_1', scopes: ['users:read'] } as const
  for (const orgId of ['org_1', null]) {
    const secrets: SecretCheck = { verify: async () => ({ ...ofKey, orgId }), block: () => {} }
    const credential = await createAuthenticate(clerk, keys, secrets)('Bearer ak_secret')
    expect(credential).toEqual({ ...ofKey, orgId, userId: null, sessionId: null })
  }
})

const [head, body, signature] = sign().split('.')
const refused: [string, string | undefined][] = [
  ['no header', undefined],
  ['an empty header', ''],
  ['a scheme without a token', 'Bearer '],
  ['another scheme', `Basic ${sign()}`],
  ['a scheme that only ends like the right one', `XBearer ${sign()}`],
  ['a token with something behind it', `Bearer ${sign()} x`],
  ['garbage', 'Bearer garbage'],
  ['three garbage parts', 'Bearer a.b.c'],
  ['an expired token', `Bearer ${sign({ exp: now - 60, iat: now - 120, nbf: now - 130 })}`],
  ['a token of the future', `Bearer ${sign({ nbf: now + 600, iat: now + 600, exp: now + 660 })}`],
  ['claims changed after signing', `Bearer ${head}.${encode({ ...claims, o: { id: 'org_2' } })}.${signature}`],
  ['a changed signature', `Bearer ${head}.${body}.${signature?.split('').toReversed().join('')}`],
  ['a missing signature', `Bearer ${head}.${body}.`],
  ['another origin in azp', `Bearer ${sign({ azp: 'https://evil.example.test' })}`],
  ['no origin in azp', `Bearer ${sign({ azp: undefined })}`],
  ['another issuer', `Bearer ${sign({ iss: 'https://clerk.other.test' })}`],
  ['no issuer', `Bearer ${sign({ iss: undefined })}`],
  ['another instance’s key', `Bearer ${sign({}, {}, otherKey)}`],
  ['alg none', `Bearer ${encode({ ...header, alg: 'none' })}.${body}.`],
  ['alg HS256', `Bearer ${sign({}, { alg: 'HS256' })}`],
  ['no time of issue', `Bearer ${sign({ iat: undefined })}`],
  ['an extension that a verifier must know', `Bearer ${sign({}, { crit: ['exp'] })}`],
  ['a pending session', `Bearer ${sign({ sts: 'pending' })}`],
  ['a forged machine token', `Bearer ${sign({ sub: 'mch_1' }, { cat: undefined }, otherKey)}`],
  ['a forged OAuth token', `Bearer ${sign({}, { typ: 'at+jwt', cat: undefined }, otherKey)}`],
  [
    'no time of issue of a machine token',
    `Bearer ${sign({ sub: 'mch_1', iat: undefined }, { cat: 'cl_B7d4PD333AAA' })}`,
  ],
  ['a machine token without an id', `Bearer ${sign({ sub: 'mch_1', jti: undefined }, { cat: 'cl_B7d4PD333AAA' })}`],
  ['an empty list of critical extensions', `Bearer ${sign({}, { crit: [] })}`],
  [
    'a critical extension of a machine token',
    `Bearer ${sign({ sub: 'mch_1', sid: undefined }, { cat: 'cl_B7d4PD333AAA', crit: ['b64'] })}`,
  ],
  ['claims that the SDK cannot read', `Bearer ${sign({ fea: 'leads' })}`],
  ['permissions in another form', `Bearer ${sign({ fea: 'o:leads', o: { ...claims.o, per: ['read'], fpm: 1 } })}`],
  ['a token from a template', `Bearer ${sign({ sid: undefined, sts: undefined, v: undefined, exp: now + 3600 })}`],
]

const notIds = [
  '',
  ' ',
  'user_a\0',
  'user_\ud800',
  'org_1 ',
  'org_1\n',
  'org_1/..',
  'é',
  'a'.repeat(200),
  'org_',
  7,
  null,
  {},
]
for (const id of notIds) {
  const shown = JSON.stringify(id)
  refused.push([`a session of the user ${shown}`, `Bearer ${sign({ sub: id })}`])
  refused.push([`the session ${shown}`, `Bearer ${sign({ sid: id })}`])
  if (id) refused.push([`the organization ${shown}`, `Bearer ${sign({ o: { id, rol: 'admin', slg: 'one' } })}`])
  if (id)
    refused.push([`the organization ${shown} of the first version`, `Bearer ${sign({ v: undefined, org_id: id })}`])
}

test.each(refused)('%s proves nobody', async (_what, authorization) => {
  expect(await authenticate(authorization)).toEqual({ kind: 'none' })
})

test('a job’s credential is made only from the id of an organization', () => {
  expect(systemCredential('org_1')).toEqual({ kind: 'system', userId: null, sessionId: null, orgId: 'org_1' })
  for (const id of ['', 'acme', 'user_1', "org_1' OR true"])
    expect(() => systemCredential(id)).toThrow(/is not the id of an organization.*Pass Clerk’s own id/)
})

describe('a token that was not seen before', () => {
  const never = () => false
  const unseen = (sid: string, changed: object = {}) => `Bearer ${sign({ sid, ...changed })}`

  test('is verified for any caller if its session was proven, otherwise only if the caller may have it checked', async () => {
    expect(await authenticate(unseen('sess_p'), never)).toEqual({ kind: 'unavailable' })
    expect(await authenticate(unseen('sess_p'), () => true)).toMatchObject({ sessionId: 'sess_p' })
    expect(await authenticate(unseen('sess_p', { jti: 'next' }), never)).toMatchObject({ sessionId: 'sess_p' })
  })

  test('and forged for a proven session is verified once, then only if the caller may have it checked', async () => {
    await authenticate(unseen('sess_f'))
    const forge = (jti: string) => `Bearer ${sign({ sid: 'sess_f', jti }, {}, otherKey)}`
    expect(await authenticate(forge('one'), never)).toEqual({ kind: 'none' })
    expect(await authenticate(forge('two'), never)).toEqual({ kind: 'unavailable' })
  })

  test('is not verified if it is no JWT or has expired', async () => {
    let checks = 0
    const mayCheck = () => (checks += 1) > 0
    const over = sign({ exp: now - 60, iat: now - 120, nbf: now - 130 })
    for (const token of ['garbage', 'a.b.c', `${sign()}=`, over, `${'a'.repeat(3000)}.${'b'.repeat(3000)}.c`])
      expect(await authenticate(`Bearer ${token}`, mayCheck)).toEqual({ kind: 'none' })
    expect(checks).toBe(0)
  })
})

test('the line breaks of the JWT key may be written as \\n', () => {
  const { jwtKey } = keysOf({ ...keys, jwtKey: keys.jwtKey.replaceAll('\n', '\\n') })
  expect(jwtKey).toBe(keys.jwtKey)
})

test('a token is verified once, however its header is spelled', async () => {
  const token = sign({ sid: 'sess_spelled' })
  const found = []
  for (const spelling of [`Bearer ${token}`, `bearer ${token}`, `BEARER    ${token}`, `Bearer ${token}   `])
    found.push(await authenticate(spelling))
  expect(found[0]).toMatchObject({ kind: 'session' })
  // The cached object itself.
  expect(new Set(found).size).toBe(1)
})

test('a cached token is refused from 5 s after it expired, by which clocks may differ', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: now * 1000 })
  onTestFinished(() => void vi.useRealTimers())
  const token = `Bearer ${sign({ exp: now + 30 })}`
  expect(await authenticate(token)).toMatchObject({ kind: 'session' })
  vi.setSystemTime((now + 34) * 1000)
  expect(await authenticate(token)).toMatchObject({ kind: 'session' })
  vi.setSystemTime((now + 36) * 1000)
  expect(await authenticate(token)).toEqual({ kind: 'none' })
})
