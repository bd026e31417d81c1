import type { ServerResponse } from 'node:http'
import { BIG_BYTES, type Deliver } from './answer.ts'
import { endStalled } from './end-stalled.ts'
import { sizeOf, type HoldBytes } from './hold-bytes.ts'

/** Writes answers to Node's response. */
export function sendAnswer(response: ServerResponse, hold: HoldBytes): Deliver<void> {
  return ({ status, headers, body, caller = '' }) => {
    // After a disconnect no 'close' follows that would release the held bytes.
    if (response.destroyed) return
    // All headers at once: setting them one by one costs twice as much.
    if (!body) return void response.writeHead(status, headers).end()
    const size = sizeOf(body)
    if (size > BIG_BYTES) {
      response.once('close', hold(caller, body))
      endStalled(response)
    }
    headers['content-length'] = size
    response.writeHead(status, headers)
    // Node itself leaves the body out of an answer to HEAD.
    if (body.length === 1) return void response.end(body[0])
    response.cork()
    for (const piece of body) response.write(piece)
    response.end()
    response.uncork()
  }
}
