import type { ServerResponse } from 'node:http'
import { sizeOf, type Bytes } from '../../list/encoding.ts'
import { onGone } from '../../news/client.ts'
import { BIG_BYTES, type Deliver } from './answer.ts'
import { endStalled } from './end-stalled.ts'
import type { HeldBytes } from './held-bytes.ts'

/** Writes answers to Node's response. */
export function sendAnswer(response: ServerResponse, held: HeldBytes): Deliver {
  // A request whose body was not read to its end has none later.
  const { socket } = response.req
  return ({ status, headers, body, caller = '' }) => {
    // After a disconnect no 'close' follows that would release the held bytes.
    if (response.destroyed || socket.destroyed) return
    // The host has begun to answer, such as at its own time limit. To throw would end its process.
    if (response.headersSent) return
    // All headers at once: setting them one by one costs twice as much.
    if (!body) return void response.writeHead(status, headers).end()
    const size = sizeOf(body)
    if (size > BIG_BYTES) held.check(caller, body)
    headers['content-length'] = size
    response.writeHead(status, headers)
    write(response, body)
    // Mostly the operating system accepts an answer at once, and nothing of it waits in memory.
    if (size <= BIG_BYTES || response.writableLength === 0) return
    const release = held.hold(caller, body)
    response.once('close', release)
    // An answer that waits for an earlier one of its connection is not closed with that.
    if (!response.socket) {
      onGone(socket, release)
      response.once('close', () => socket.off('close', release))
    }
    endStalled(response)
  }
}

function write(response: ServerResponse, body: readonly Bytes[]): void {
  // Node itself leaves the body out of an answer to HEAD.
  if (body.length === 1) return void response.end(body[0])
  response.cork()
  for (const piece of body) response.write(piece)
  response.end()
  response.uncork()
}
