import { once } from 'node:events'
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, type Socket } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { afterAll, afterEach, expect, test } from 'vitest'
import { toPublicError } from '../../errors.ts'
import { endStalled } from './end-stalled.ts'
import { createHeldBytes, type HeldBytes } from './held-bytes.ts'
import { sendAnswer } from './send-answer.ts'

const MEGABYTE = 1024 * 1024
let listener: (request: IncomingMessage, response: ServerResponse) => void = () => {}
const server = createServer((request, response) => listener(request, response))
await once(server.listen(0, '127.0.0.1'), 'listening')
const address = server.address()
const port = typeof address === 'object' && address ? address.port : 0
const sockets: Socket[] = []
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
})
afterAll(() => void server.close())

/** Sends requests at once and never reads the answers. */
async function askUnread(requests = 1): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1' }).on('error', () => {})
  sockets.push(socket)
  await once(socket, 'connect')
  socket.pause()
  const asked = once(server, 'request')
  socket.write('GET / HTTP/1.1\r\nhost: roster\r\n\r\n'.repeat(requests))
  await asked
  return socket
}

function answerOf(): Promise<IncomingMessage> {
  const asking = request({ port, host: '127.0.0.1' }).end()
  return new Promise((resolve, reject) => asking.once('response', resolve).once('error', reject))
}

const bytes = (size: number) => Buffer.alloc(size, 'x')

/** Answers with this body, and records refusals. */
function answering(held: HeldBytes, body: () => Buffer<ArrayBuffer>[], caller: () => string) {
  const refused: string[] = []
  const responses: ServerResponse[] = []
  listener = (_request, response) => {
    responses.push(response)
    try {
      sendAnswer(response, held)({ status: 200, headers: {}, body: body(), caller: caller() })
    } catch (error) {
      refused.push(toPublicError(error).code)
      response.writeHead(503).end()
    }
  }
  return { refused, responses }
}

test('the bytes of unread answers are limited for each caller, and a closed connection frees its bytes', async () => {
  let caller = 'one'
  const kept = bytes(16 * MEGABYTE)
  const send = createHeldBytes({ caller: 40 * MEGABYTE, process: 1_000 * MEGABYTE })
  const { refused, responses } = answering(
    send,
    () => [kept],
    () => caller,
  )
  await askUnread()
  const second = await askUnread()
  await askUnread()
  expect(refused).toEqual(['SERVICE_UNAVAILABLE'])
  caller = 'other'
  await askUnread()
  expect(refused).toHaveLength(1)
  caller = 'one'
  const closed = once(responses[1] ?? server, 'close')
  second.destroy()
  await closed
  await askUnread()
  expect(refused).toHaveLength(1)
})

test('all unread answers together are limited by their memory, in which a shared list counts once', async () => {
  let number = 0
  const send = createHeldBytes({ caller: 1_000 * MEGABYTE, process: 40 * MEGABYTE })
  const [shared, body] = [bytes(16 * MEGABYTE), [] as Buffer<ArrayBuffer>[]]
  const { refused } = answering(
    send,
    () => body,
    () => `caller ${(number += 1)}`,
  )
  body.push(bytes(10), shared, bytes(10))
  for (let asked = 0; asked < 5; asked += 1) await askUnread()
  expect(refused).toEqual([])
  body[1] = bytes(16 * MEGABYTE)
  await askUnread()
  body[1] = bytes(16 * MEGABYTE)
  await askUnread()
  expect(refused).toEqual(['SERVICE_UNAVAILABLE'])
})

test('an answer larger than the limit is sent when no other is unread', async () => {
  const { refused } = answering(
    createHeldBytes({ caller: 1, process: 1 }),
    () => [bytes(MEGABYTE)],
    () => 'one',
  )
  const response = await answerOf()
  const { length: size } = await buffer(response)
  expect([size, refused.length]).toEqual([MEGABYTE, 0])
})

test('a client that disconnects before the answer uses up no limit', async () => {
  const send = createHeldBytes({ caller: 20 * MEGABYTE, process: 20 * MEGABYTE })
  const gone = new Promise<void>((resolve) => {
    listener = (_request, response) => {
      response.once('close', () => {
        sendAnswer(response, send)({ status: 200, headers: {}, body: [bytes(16 * MEGABYTE)], caller: 'one' })
        resolve()
      })
    }
  })
  const socket = await askUnread()
  socket.destroy()
  await gone
  const { refused } = answering(
    send,
    () => [bytes(16 * MEGABYTE)],
    () => 'one',
  )
  await askUnread()
  expect(refused).toEqual([])
})

test('answers that wait for an earlier one of their connection free their bytes when that closes, or hold none', async () => {
  const held = createHeldBytes()
  const responses: ServerResponse[] = []
  const answer = (response: ServerResponse) =>
    sendAnswer(response, held)({ status: 200, headers: {}, body: [bytes(16 * MEGABYTE)], caller: 'one' })
  listener = (_request, response) => {
    if (responses.push(response) < 4) answer(response)
  }
  const socket = await askUnread(4)
  const [first, , , last] = responses
  if (!first || !last) throw new Error('Fewer requests arrived than were sent')
  const before = held.total()
  const closed = new Promise((resolve) => first.req.socket.once('close', resolve))
  socket.destroy()
  await closed
  answer(last)
  expect([before, held.total()]).toEqual([48 * MEGABYTE, 0])
})

test('an answer that the host has begun itself is left to it', async () => {
  const thrown: unknown[] = []
  listener = (_request, response) => {
    response.writeHead(504).write('too ')
    try {
      sendAnswer(response, createHeldBytes())({ status: 200, headers: {}, body: [bytes(10)] })
    } catch (error) {
      thrown.push(error)
    }
    response.end('late')
  }
  const response = await answerOf()
  expect([response.statusCode, String(await buffer(response)), thrown]).toEqual([504, 'too late', []])
})

test('an answer in pieces is sent in order, with the total length', async () => {
  answering(
    createHeldBytes(),
    () => ['a', 'é', '', 'z'].map((text) => Buffer.from(text)),
    () => 'one',
  )
  const response = await answerOf()
  expect(response.headers['content-length']).toBe('4')
  expect(String(await buffer(response))).toBe('aéz')
})

test('the connection of an unread answer is closed; those of a slow reader and of a slow answer are not', async () => {
  const responses: ServerResponse[] = []
  listener = (_request, response) => {
    responses.push(response)
    endStalled(response, 100)
    response.end(bytes(80 * MEGABYTE))
  }
  await askUnread()
  const slow = await askUnread()
  // Reads between checks as much as a socket's buffer can hold, however slow this machine is.
  let left = 0
  slow.on('data', ({ length }: Buffer) => (left -= length) <= 0 && slow.pause())
  responses[1]?.on('timeout', () => {
    left = 7 * MEGABYTE
    slow.resume()
  })
  await once(responses[0] ?? server, 'close')
  expect(responses.map(({ destroyed }) => destroyed)).toEqual([true, false])

  listener = (_request, response) => {
    let checks = 0
    endStalled(response, 10)
    response.on('timeout', () => (checks += 1) === 6 && response.end('late'))
  }
  const response = await answerOf()
  expect(response.statusCode).toBe(200)
})
