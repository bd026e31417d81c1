import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { request, type IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
import { startTestServer } from '../../../testing/test-server.ts'

const path = '/api/trpc/users.list'
const lists = [
  ['users.list', '/api/v1/entities/users'],
  ['members.list', '/api/v1/entities/members'],
] as const
const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

const bearer = (organization?: string) => ({
  authorization: `Bearer ${server.token('alice@acme.test', organization)}`,
  'accept-encoding': 'identity',
})

/** `fetch` would decode the body. */
async function raw(headers: Record<string, string>, pathAndQuery = path) {
  const sent = request(server.url + pathAndQuery, { headers }).end()
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    sent.once('response', resolve).once('error', reject)
  })
  const { etag = '', 'content-encoding': coding } = response.headers
  return { coding, etag, body: await buffer(response) }
}

test.each(lists)('%s by tRPC is the list by REST, within tRPC’s envelope', async (call, restPath) => {
  const rest = await server.get(restPath, { headers: bearer() })
  const trpc = await server.get(`/api/trpc/${call}`, { headers: bearer() })
  expect(trpc.headers.get('content-type')).toBe('application/json')
  const data: unknown = await rest.json()
  expect(await trpc.json()).toEqual({ result: { data } })
})

test('a list has the same bytes and tag with an input as without', async () => {
  const plain = await raw(bearer())
  for (const query of ['?', '?input=', '?input=%7B%7D', '?input={"other":1}', '?input={"consistency":"strong"}'])
    expect({ query, ...(await raw(bearer(), path + query)) }).toEqual({ query, ...plain })
})

const calls = {
  'users.list': {},
  'members.list': {},
  'users.revision': undefined,
  'users.resolve': { ids: ['user_nobody'] },
  'users.nothing': {},
  'apiKeys.create': { name: 'By GET', expiresInDays: 1 },
}

test('the answer to a batch joins the answers to its calls, in every coding', async () => {
  const singles = new Map<string, string>()
  for (const [call, input] of Object.entries(calls)) {
    const query = input && `?input=${encodeURIComponent(JSON.stringify(input))}`
    singles.set(call, String((await raw(bearer(), `/api/trpc/${call}${query ?? ''}`)).body))
  }
  const order = fc.shuffledSubarray(
    ['users.list', 'members.list', 'users.revision', 'users.resolve', 'users.nothing'],
    {
      minLength: 1,
    },
  )
  await fc.assert(
    fc.asyncProperty(order, fc.constantFrom('identity', 'gzip', 'br', 'br, gzip'), async (names, accepted) => {
      const inputs = Object.fromEntries(Object.values(names).map((name, index) => [index, inputOf(name)]))
      const query = `?batch=1&input=${encodeURIComponent(JSON.stringify(inputs))}`
      const headers = { ...bearer(), 'accept-encoding': accepted }
      const { coding, body } = await raw(headers, `/api/trpc/${names.join(',')}${query}`)
      expect(String(coding ? gunzipSync(body) : body)).toBe(`[${names.map((name) => singles.get(name)).join(',')}]`)
    }),
    { numRuns: 40 },
  )
})

const inputOf = (name: string) => new Map<string, unknown>(Object.entries(calls)).get(name)

test('a streamed batch contains the same list', async () => {
  const headers = { ...bearer(), 'trpc-accept': 'application/jsonl' }
  const { body } = await raw(headers, '/api/trpc/users.revision,users.list?batch=1&input={}')
  const list = JSON.stringify(await (await server.get('/api/v1/entities/users', { headers: bearer() })).json())
  expect(String(body)).toContain(list)
  const lines = String(body).trim().split('\n')
  expect(lines.filter((line) => !z.json().safeParse(JSON.parse(line)).success)).toEqual([])
})

test('a batch contains a list once, and its further calls are refused', async () => {
  const { body } = await raw(bearer(), `/api/trpc/${Array(10).fill('users.list').join(',')}?batch=1&input={}`)
  const [first, ...others] = z.array(z.looseObject({})).parse(JSON.parse(String(body)))
  expect(first).toEqual(JSON.parse(String((await raw(bearer())).body)))
  expect(others).toHaveLength(9)
  for (const other of others) expect(other).toMatchObject({ error: { data: { code: 'VALIDATION_ERROR' } } })
})

test('every malformed call is answered as JSON with its content type', async () => {
  const headers = bearer()
  const list = 'users.list'
  const refused: [string, RequestInit, number][] = [
    [`${Array(11).fill(list).join(',')}?batch=1&input={}`, {}, 400],
    [`${Array(2000).fill('a').join(',')}?batch=1`, {}, 400],
    [`${list}?batch=1&input=[`, {}, 400],
    [`${list}?batch=1&input=1`, {}, 400],
    [`${list}?input=[`, {}, 400],
    ['%', {}, 404],
    ['%ff?batch=1', {}, 404],
    ['', {}, 404],
    [list, { method: 'POST', body: '{}' }, 405],
    [`${list}?batch=1`, { method: 'POST', body: '{"0":{}}' }, 405],
    ['apiKeys.create', { method: 'POST', body: '{' }, 400],
    ['apiKeys.create,users.list?batch=1', { method: 'POST', body: '{}' }, 400],
    ['apiKeys.create', { method: 'POST', body: `"${'x'.repeat(300_000)}"` }, 413],
    [list, { method: 'PUT', body: '{}' }, 405],
    [list, { method: 'OPTIONS' }, 405],
  ]
  for (const [call, init, status] of refused) {
    const more = { ...headers, ...(init.body ? { 'content-type': 'application/json' } : {}) }
    const response = await server.get(`/api/trpc/${call}`, { ...init, headers: more })
    const type = response.headers.get('content-type')?.split(';')[0]
    expect([call.slice(0, 40), response.status, type]).toEqual([call.slice(0, 40), status, 'application/json'])
    expect(JSON.stringify(await response.json())).toMatch(/"code":"[A-Z_]+"/)
  }
})

test.each([
  ['POST', 'users.list', 'GET, HEAD'],
  ['PUT', 'users.list', 'GET, HEAD'],
  ['OPTIONS', 'users.list,members.list?batch=1', 'GET, HEAD'],
  ['GET', 'apiKeys.create', 'POST'],
  ['DELETE', 'apiKeys.create', 'POST'],
  ['PATCH', 'users.nothing', 'GET, HEAD, POST'],
])('%s of %s is answered 405 with the methods that there are', async (method, call, allow) => {
  const headers = { ...bearer(), ...(method === 'POST' && { 'content-type': 'application/json' }) }
  const response = await server.get(`/api/trpc/${call}`, { method, headers })
  expect([response.status, response.headers.get('allow')]).toEqual([405, allow])
})

test('each coding has its own tag and the same list', async () => {
  const plain = await raw(bearer())
  const gzip = await raw({ ...bearer(), 'accept-encoding': 'gzip' })
  const br = await raw({ ...bearer(), 'accept-encoding': 'br, gzip' })
  expect([plain.coding, gzip.coding, br.coding]).toEqual([undefined, 'gzip', 'br'])
  expect(gunzipSync(gzip.body)).toEqual(plain.body)
  expect(brotliDecompressSync(br.body)).toEqual(plain.body)
  expect(new Set([plain.etag, gzip.etag, br.etag]).size).toBe(3)
})

test.each(lists)(
  'a caller with the tag of %s is answered 304, and callers who may not see it are not',
  async (call) => {
    const path = `/api/trpc/${call}`
    const etag = (await server.get(path, { headers: bearer() })).headers.get('etag') ?? ''
    const again = (headers: Record<string, string>) =>
      server.get(path, { headers: { ...headers, 'if-none-match': etag } })
    const same = await again(bearer())
    expect([same.status, await same.text(), same.headers.get('etag')]).toEqual([304, '', etag])
    expect((await again(bearer('globex'))).status).toBe(200)
    expect((await again({})).status).toBe(401)
  },
)

test('errors keep tRPC’s shape and are counted once', async () => {
  const response = await server.get(path)
  expect(response.status).toBe(401)
  expect(await response.json()).toMatchObject({
    error: { message: 'User not authenticated', data: { code: 'UNAUTHORIZED' } },
  })
  const left = ({ headers }: Response) => Number(/r=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1])
  expect(left(response) - left(await server.get(path))).toBe(1)
})
