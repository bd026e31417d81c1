import { afterAll, expect, test } from 'vitest'
import { callRest } from '../../../testing/rest-call.ts'
import { startTestServer, usersPath } from '../../../testing/test-server.ts'

const server = await startTestServer({}, { globex: 1, initech: 2_000 })
afterAll(() => server[Symbol.asyncDispose]())

const bearer = () => ({ authorization: `Bearer ${server.token('alice@acme.test', 'initech')}` })
const ask = (headers: Record<string, string> = {}) => callRest(server.url, { headers: { ...bearer(), ...headers } })

test('a large list takes less than a quarter of its bytes when compressed, and none for a 304', async () => {
  // The first reconcile takes some seconds.
  await expect.poll(async () => (await ask()).status, { timeout: 25_000 }).toBe(200)
  const plain = await ask()
  expect(plain.headers.get('x-total-count')).toBe('2000')
  for (const coding of ['gzip', 'br']) {
    const compressed = await ask({ 'accept-encoding': coding })
    expect(compressed.text).toBe(plain.text)
    expect(compressed.body.length / plain.body.length).toBeLessThan(0.25)
    const known = await ask({ 'accept-encoding': coding, 'if-none-match': compressed.headers.get('etag') ?? '' })
    expect([known.status, known.body.length]).toEqual([304, 0])
  }
})

/** Asks until an answer is refused, and returns the bodies of those that were not. */
async function fillWith(headers: Record<string, string>): Promise<ReadableStream[]> {
  const unread = []
  for (;;) {
    const request = new Request(server.url + usersPath, { headers: { ...bearer(), ...headers } })
    const answer = await server.roster.fetch(request)
    if (answer?.status !== 200 || !answer.body) return unread
    unread.push(answer.body)
  }
}

test('a list that finds no room among unread answers is 503, without the headers of the list', async () => {
  const unread = [await fillWith({}), await fillWith({ 'accept-encoding': 'gzip' })].flat()
  const { status, headers, text } = await ask({ 'accept-encoding': 'gzip' })
  expect([status, headers.get('retry-after')]).toEqual([503, '2'])
  expect(JSON.parse(text)).toMatchObject({ error: { code: 'SERVICE_UNAVAILABLE' } })
  for (const name of ['content-encoding', 'etag', 'x-total-count', 'x-data-as-of']) expect(headers.get(name)).toBeNull()
  await Promise.all(unread.map((body) => body.cancel()))
  expect((await ask({ 'accept-encoding': 'gzip' })).status).toBe(200)
})
