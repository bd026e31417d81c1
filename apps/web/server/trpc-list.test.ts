import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { request, type IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { afterAll, expect, test } from 'vitest'
import { startTestServer } from './testing/test-server.ts'

const path = '/api/trpc/users.list'
const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

const bearer = (organization?: string) => ({
  authorization: `Bearer ${server.token('alice@acme.test', organization)}`,
  'accept-encoding': 'identity',
})

/** Without `fetch`, which would undo the coding. */
async function raw(headers: Record<string, string>) {
  const sent = request(server.url + path, { headers }).end()
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    sent.once('response', resolve).once('error', reject)
  })
  const { etag = '', 'content-encoding': coding } = response.headers
  return { coding, etag, body: await buffer(response) }
}

test('the list by tRPC is the list by REST, within tRPC’s envelope', async () => {
  const rest = await server.get('/api/v1/entities/users', { headers: bearer() })
  const trpc = await server.get(path, { headers: bearer() })
  expect(trpc.headers.get('content-type')).toBe('application/json')
  const data: unknown = await rest.json()
  expect(await trpc.json()).toEqual({ result: { data } })
})

test('the same by a batch, which is not kept as bytes', async () => {
  const one = await server.get(path, { headers: bearer() })
  const batch = await server.get(`${path}?batch=1&input=${encodeURIComponent('{}')}`, { headers: bearer() })
  expect(await batch.json()).toEqual([await one.json()])
})

test('each coding has a tag of its own, and each is the same list', async () => {
  const plain = await raw(bearer())
  const gzip = await raw({ ...bearer(), 'accept-encoding': 'gzip' })
  const br = await raw({ ...bearer(), 'accept-encoding': 'br, gzip' })
  expect([plain.coding, gzip.coding, br.coding]).toEqual([undefined, 'gzip', 'br'])
  expect(gunzipSync(gzip.body)).toEqual(plain.body)
  expect(brotliDecompressSync(br.body)).toEqual(plain.body)
  expect(new Set([plain.etag, gzip.etag, br.etag]).size).toBe(3)
})

test('who has these bytes is answered 304 without them, and nobody else', async () => {
  const etag = (await server.get(path, { headers: bearer() })).headers.get('etag') ?? ''
  const again = (headers: Record<string, string>) =>
    server.get(path, { headers: { ...headers, 'if-none-match': etag } })
  const same = await again(bearer())
  expect([same.status, await same.text(), same.headers.get('etag')]).toEqual([304, '', etag])
  expect((await again(bearer('globex'))).status).toBe(200)
  expect((await again({})).status).toBe(401)
})

test('errors keep tRPC’s shape and are counted once', async () => {
  const response = await server.get(path)
  expect(response.status).toBe(401)
  expect(await response.json()).toMatchObject({
    error: { message: 'User not authenticated', data: { code: 'UNAUTHORIZED' } },
  })
  const left = ({ headers }: Response) => Number(/r=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1])
  expect(left(response) - left(await server.get(path))).toBe(1)
})
