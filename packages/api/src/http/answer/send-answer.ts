import type { ServerResponse } from 'node:http'
import { BIG_BYTES, type Deliver } from './answer.ts'
import { endStalled } from './end-stalled.ts'
import { sizeOf, type HoldBytes } from './hold-bytes.ts'

/** Writes answers to Node's response. */
export function sendAnswer(response: ServerResponse, hold: HoldBytes): Deliver<void> {
  return ({ status, headers, body }, caller) => {
    // A client that has gone would never give back what is held for the answer.
    if (response.destroyed) return
    const [first, ...more] = body ?? []
    const size = body ? sizeOf(body) : 0
    if (body && size > BIG_BYTES) {
      response.once('close', hold(caller ?? '', body))
      endStalled(response)
    }
    if (body) headers['content-length'] = size
    // All headers at once: setting them one by one costs twice as much.
    response.writeHead(status, headers)
    if (more.length === 0) {
      // Node itself leaves the body out of an answer to HEAD.
      response.end(first)
      return
    }
    response.cork()
    for (const piece of [first, ...more]) response.write(piece)
    response.end()
    response.uncork()
  }
}
