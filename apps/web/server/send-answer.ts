import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { RosterError, type Bytes } from '@roster/api'
import { endStalled } from './end-stalled.ts'

/** The pieces of the body may be shared with other answers. */
export type Answer = { status: number; headers: OutgoingHttpHeaders; body?: readonly Bytes[] }

/** Bytes that wait for their readers: of the answers to one caller, and of all answers in memory. */
export type Bounds = { caller: number; process: number }

/** Writes an answer, or throws 503 before anything of it is written. */
export type SendAnswer = (response: ServerResponse, answer: Answer, caller: string | null) => void

// What a socket takes at once; a smaller answer waits for nobody.
const BIG = 64 * 1024
const MEGABYTE = 1024 * 1024
const RETRY_AFTER_SECONDS = 2

/** One answer is always allowed, however big it is: a bound that no list of an organization fits in would be no help. */
export function createSendAnswer(bounds: Bounds = { caller: 16 * MEGABYTE, process: 128 * MEGABYTE }): SendAnswer {
  const ofCaller = new Map<string, number>()
  // How many answers hold these bytes: a list that many read is in memory once.
  const held = new Map<Bytes, number>()
  let total = 0

  function admit(response: ServerResponse, caller: string, pieces: readonly Bytes[]): void {
    const size = sizeOf(pieces)
    const more = sizeOf([...new Set(pieces)].filter((piece) => !held.has(piece)))
    const waiting = ofCaller.get(caller) ?? 0
    if ((waiting > 0 && waiting + size > bounds.caller) || (total > 0 && more > 0 && total + more > bounds.process)) {
      throw new RosterError('SERVICE_UNAVAILABLE', { retryAfter: RETRY_AFTER_SECONDS })
    }
    ofCaller.set(caller, waiting + size)
    for (const piece of pieces) hold(piece)
    response.once('close', () => {
      const left = (ofCaller.get(caller) ?? 0) - size
      if (left > 0) ofCaller.set(caller, left)
      else ofCaller.delete(caller)
      for (const piece of pieces) release(piece)
    })
    endStalled(response)
  }

  function hold(piece: Bytes): void {
    const holders = held.get(piece) ?? 0
    if (holders === 0) total += piece.length
    held.set(piece, holders + 1)
  }

  function release(piece: Bytes): void {
    const holders = held.get(piece) ?? 0
    if (holders > 1) {
      held.set(piece, holders - 1)
    } else {
      held.delete(piece)
      total -= piece.length
    }
  }

  return (response, { status, headers, body }, caller) => {
    // Who has gone would never give back what is held for the answer.
    if (response.destroyed) return
    const [first, ...more] = body ?? []
    const size = body ? sizeOf(body) : 0
    if (body && size > BIG) admit(response, caller ?? '', body)
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

function sizeOf(pieces: readonly Bytes[]): number {
  let size = 0
  for (const piece of pieces) size += piece.length
  return size
}
