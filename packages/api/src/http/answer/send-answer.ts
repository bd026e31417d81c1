import type { ServerResponse } from 'node:http'
import { sizeOf, type Bytes } from '../../list/encoding.ts'
import { BIG_BYTES, type Deliver } from './answer.ts'
import { endStalled } from './end-stalled.ts'
import type { HeldBytes } from './held-bytes.ts'

/** Writes answers to Node's response. */
export function sendAnswer(response: ServerResponse, held: HeldBytes): Deliver<void> {
  return ({ status, headers, body, caller = '' }) => {
    // After a disconnect no 'close' follows that would release the held bytes.
    if (response.destroyed) return
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
    response.once('close', held.hold(caller, body))
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
