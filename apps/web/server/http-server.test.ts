import type { RequestListener, ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createHttpServer } from './http-server.ts'

const REQUEST = 'GET / HTTP/1.1\r\nhost: roster.test\r\n\r\n'
// More than the operating system accepts for a client that reads nothing.
const BIG = Buffer.alloc(16 * 1024 * 1024)

/** Sends this many requests at once, and returns the connection and the requests that the server has begun to answer. */
async function send(requests: number, answer: (response: ServerResponse) => void = () => {}, quietMs?: number) {
  const begun: ServerResponse[] = []
  const begin: RequestListener = (_request, response) => {
    begun.push(response)
    answer(response)
  }
  const server = createHttpServer({ PORT: 0, HOST: '127.0.0.1' }, begin, quietMs)
  const socket = connect(await server.listen(), '127.0.0.1').on('error', () => {})
  onTestFinished(async () => {
    socket.destroy()
    await server.close()
  })
  socket.pause()
  socket.write(REQUEST.repeat(requests))
  await vi.waitFor(() => expect(begun).toHaveLength(1))
  return { socket, begun }
}

test('requests that were sent at once are begun one after the other, and none once their connection has ended', async () => {
  const { socket, begun } = await send(3)
  begun[0]?.end('1')
  await vi.waitFor(() => expect(begun).toHaveLength(2))
  begun[1]?.end(BIG)
  const ended = new Promise((resolve) => begun[1]?.req.socket.once('close', resolve))
  socket.destroy()
  await ended
  expect(begun).toHaveLength(2)
})

test('a connection with more than 100 waiting requests is closed', async () => {
  const { socket } = await send(102)
  socket.resume()
  await new Promise((resolve) => socket.once('close', resolve))
  expect(socket.destroyed).toBe(true)
})

test('a connection is closed when nothing of its answer is read', async () => {
  const { begun } = await send(1, (response) => response.end(BIG), 100)
  await vi.waitFor(() => expect(begun[0]?.req.socket.destroyed).toBe(true), { timeout: 10_000 })
})

test('a connection that waits for its next request has the longer time of kept-alive ones', async () => {
  const { begun } = await send(1, (response) => response.end('1'), 100)
  await vi.waitFor(() => expect(begun[0]?.req.socket.timeout).toBeGreaterThanOrEqual(72_000))
})

test('a time limit that one answer set on its connection does not apply to the next', async () => {
  const { begun } = await send(2)
  begun[0]?.setTimeout(2_500).end('1')
  await vi.waitFor(() => expect(begun).toHaveLength(2))
  expect(begun[1]?.req.socket.timeout).toBe(60_000)
})
