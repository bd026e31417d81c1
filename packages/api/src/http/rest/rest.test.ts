import { afterAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { startTestServer } from '../../../testing/test-server.ts'

const users = '/api/v1/entities/users'
const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

const anyText: unknown = expect.any(String)
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

describe('GET /api/v1/entities/users', () => {
  test.each([
    ['acme', 25],
    ['globex', 40],
    ['initech', 60],
  ])('answers all of %s to its member', async (organization, count) => {
    const response = await server.get(users, { headers: bearer(server.token('alice@acme.test', organization)) })
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toMatch(/^application\/json/)
    expect(response.headers.get('x-total-count')).toBe(String(count))
    expect(await response.json()).toHaveLength(count)
  })

  test('answers 401 in the documented shape without a credential', async () => {
    const response = await server.get(users)
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toBe('Bearer')
    expect(await response.text()).toBe('{"error":{"code":"UNAUTHORIZED","message":"User not authenticated"}}')
  })

  test('answers 400 in the documented shape without an organization', async () => {
    const response = await server.get(users, { headers: bearer(server.token('alice@acme.test', null)) })
    expect(response.status).toBe(400)
    expect(await response.text()).toBe('{"error":{"code":"VALIDATION_ERROR","message":"User Org Id missing"}}')
  })

  test('answers 405 with Allow to another method', async () => {
    const response = await server.get(users, { method: 'POST', headers: bearer(server.token()) })
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe('GET, HEAD, OPTIONS')
    expect(await response.json()).toEqual({ error: { code: 'METHOD_NOT_ALLOWED', message: anyText } })
  })

  test('answers 304 to who has these bytes, and only to them', async () => {
    const headers = bearer(server.token())
    const etag = (await server.get(users, { headers })).headers.get('etag') ?? ''
    const same = await server.get(users, { headers: { ...headers, 'if-none-match': etag } })
    expect([same.status, await same.text()]).toEqual([304, ''])
    const other = await server.get(users, {
      headers: { ...bearer(server.token('alice@acme.test', 'globex')), 'if-none-match': etag },
    })
    expect(other.status).toBe(200)
    const nobody = await server.get(users, { headers: { 'if-none-match': etag } })
    expect(nobody.status).toBe(401)
  })
})

test('an unknown path under /api answers 404 in the documented shape', async () => {
  const response = await server.get('/api/v1/entities/nothing')
  expect(response.status).toBe(404)
  expect(await response.json()).toEqual({ error: { code: 'NOT_FOUND', message: anyText } })
})

describe('a credential that proves nothing is answered 401 in the documented shape', () => {
  const foreign = { email: 'alice@acme.test', organization: 'acme', azp: 'https://evil.example.test' }
  const [head = '', body = ''] = server.token().split('.')
  const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')
  test.each([
    ['garbage', 'garbage'],
    ['a token without its signature', `${head}.${body}.`],
    ['alg none', `${none}.${body}.`],
    ['another page’s token', server.clerk.token(foreign)],
    ['an unknown API key', 'ak_unknown'],
  ])('%s', async (_what, token) => {
    const response = await server.get(users, { headers: bearer(token) })
    expect(response.status).toBe(401)
    expect(await response.text()).toBe('{"error":{"code":"UNAUTHORIZED","message":"User not authenticated"}}')
  })
})

test('no address in the OpenAPI document is relative: a client without options would join "/" to "//api", a host', async () => {
  const document: unknown = await (await server.get('/api/openapi.json')).json()
  const { servers } = z.object({ servers: z.array(z.object({ url: z.string() })).default([]) }).parse(document)
  expect(servers.filter(({ url }) => !URL.canParse(url))).toEqual([])
})
