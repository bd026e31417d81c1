import { createSign, generateKeyPairSync } from 'node:crypto'
import { afterAll, expect, test } from 'vitest'
import { startTestServer } from '../../testing/test-server.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const server = await startTestServer({
  clerk: { jwtKey: publicKey.export({ type: 'spki', format: 'pem' }).toString() },
})
afterAll(() => server[Symbol.asyncDispose]())

const now = Math.floor(Date.now() / 1000)
const header = { alg: 'RS256', kid: 'ins_1', typ: 'JWT', cat: 'cl_B7d4PD111AAA' }
const claims = {
  azp: 'https://app.example.test',
  exp: now + 600,
  iat: now,
  iss: server.clerk.issuer,
  nbf: now - 10,
  sid: 'sess_000000000000000000000000000',
  sts: 'active',
  sub: 'user_000000000000000000000000000',
  v: 2,
}
const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')

function sign(changed: object = {}): string {
  const input = `${encode(header)}.${encode({ ...claims, ...changed })}`
  return `${input}.${createSign('RSA-SHA256').update(input).sign(privateKey).toString('base64url')}`
}

const [head, , signature] = sign().split('.')
const refused: [string, Record<string, string>][] = [
  ['no credential', {}],
  ['garbage', { authorization: 'Bearer garbage' }],
  ['an expired token', { authorization: `Bearer ${sign({ exp: now - 60, iat: now - 120, nbf: now - 130 })}` }],
  ['a tampered token', { authorization: `Bearer ${head}.${encode({ ...claims, sub: 'user_other' })}.${signature}` }],
  ['another origin in azp', { authorization: `Bearer ${sign({ azp: 'https://evil.example.test' })}` }],
  ['another issuer', { authorization: `Bearer ${sign({ iss: 'https://clerk.other.test' })}` }],
  ['a token without its signature', { authorization: `Bearer ${head}.${encode(claims)}.` }],
  ['alg none', { authorization: `Bearer ${encode({ ...header, alg: 'none' })}.${encode(claims)}.` }],
  ['a pending session', { authorization: `Bearer ${sign({ sts: 'pending' })}` }],
  ['a token from a template', { authorization: `Bearer ${sign({ sid: undefined, sts: undefined, v: undefined })}` }],
  ['a valid token in a cookie', { cookie: `__session=${sign()}` }],
]

test.each(refused)('%s is answered 401 in the documented shape, on REST and on tRPC', async (_what, headers) => {
  const rest = await server.get('/api/v1/entities/users', { headers })
  expect(rest.status).toBe(401)
  expect(await rest.text()).toBe('{"error":{"code":"UNAUTHORIZED","message":"User not authenticated"}}')
  const trpc = await server.get('/api/trpc/users.list', { headers })
  expect(trpc.status).toBe(401)
  expect(await trpc.json()).toMatchObject({
    error: { message: 'User not authenticated', data: { code: 'UNAUTHORIZED', httpStatus: 401 } },
  })
})

test('the same token, unchanged, is accepted and, without an organization, answered the documented 400', async () => {
  const response = await server.get('/api/v1/entities/users', { headers: { authorization: `Bearer ${sign()}` } })
  expect(response.status).toBe(400)
  expect(await response.text()).toBe('{"error":{"code":"VALIDATION_ERROR","message":"User Org Id missing"}}')
})
