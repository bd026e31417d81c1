import { createServer } from 'node:http'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { createClerkLine } from './clerk-line.ts'

type Line = [level: string, message: string, facts: Record<string, unknown>]

/** The state and the log after such a request. */
async function after(send: typeof fetch) {
  const lines: Line[] = []
  const line = createClerkLine((...logged) => void lines.push(logged), send)
  expect([line.answering(), line.clockAheadMs()]).toEqual([null, null])
  const response = await line.fetch('https://api.clerk.test/v1/users').catch((error: unknown) => error)
  return { lines, response, answering: line.answering(), clockAheadMs: line.clockAheadMs() }
}

const answer =
  (status: number, headers = {}) =>
  async () =>
    new Response('{}', { status, headers })

test.each([200, 404, 422, 429])('an answer with status %i is not logged as a failure', async (status) => {
  expect(await after(answer(status))).toMatchObject({ answering: true, lines: [] })
})

test.each([
  [401, /refuses CLERK_SECRET_KEY: copy it again/],
  [403, /refuses CLERK_SECRET_KEY: copy it again/],
  [500, /look at Clerk’s status/],
  [503, /look at Clerk’s status/],
])('an answer with status %i is logged with what to do', async (status, message) => {
  const { answering, lines } = await after(answer(status))
  expect(answering).toBe(false)
  expect(lines).toEqual([['warn', expect.stringMatching(message), { cause: `clerk ${status}`, status }]])
})

test('an unreachable Clerk is logged with its errno, and the error is rethrown', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  server.close()
  const refused = await after(() => fetch(`http://127.0.0.1:${port}/`))
  expect(refused.response).toBeInstanceOf(TypeError)
  expect(refused.answering).toBe(false)
  expect(refused.lines).toMatchObject([
    ['warn', expect.stringMatching(/CLERK_API_URL/), { cause: 'clerk ECONNREFUSED', code: 'ECONNREFUSED' }],
  ])
  const late = await after(() => Promise.reject(new DOMException('The operation timed out', 'TimeoutError')))
  expect(late.lines).toMatchObject([
    ['warn', expect.stringMatching(/network/), { cause: 'clerk TimeoutError', code: 'TimeoutError' }],
  ])
})

test.each([
  [0, 0, 0],
  [90_000, 88_000, 91_000],
  [-90_000, -91_000, -88_000],
])('the date of an answer shows that Clerk’s clock is ahead by %i ms', async (ahead, least, most) => {
  const { clockAheadMs } = await after(answer(200, { date: new Date(Date.now() + ahead).toUTCString() }))
  expect(clockAheadMs).toBeGreaterThanOrEqual(least)
  expect(clockAheadMs).toBeLessThanOrEqual(most)
})
