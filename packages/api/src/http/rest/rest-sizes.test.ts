import { afterAll, expect, test } from 'vitest'
import { callRest } from '../../../testing/rest-call.ts'
import { startTestServer } from '../../../testing/test-server.ts'

const server = await startTestServer({}, { globex: 1, initech: 2_000 })
afterAll(() => server[Symbol.asyncDispose]())

const ask = (headers: Record<string, string> = {}) =>
  callRest(server.url, {
    headers: { authorization: `Bearer ${server.token('alice@acme.test', 'initech')}`, ...headers },
  })

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
