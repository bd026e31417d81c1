import { RosterError } from '../../errors.ts'
import type { Bytes } from '../../list/encoding.ts'

/** Limits on the bytes of unread answers: those to one caller, and all in memory. */
export type Bounds = { caller: number; process: number }

/** Counts the pieces of an answer until the returned function is called, or throws 503 if they would exceed a limit. */
export type HoldBytes = ((caller: string, pieces: readonly Bytes[]) => () => void) & {
  /** The bytes in memory now. */
  total: () => number
}

const MEGABYTE = 1024 * 1024
const RETRY_AFTER_SECONDS = 2

/** One answer is always allowed, whatever its size: otherwise the largest organizations could never be answered. */
export function createHoldBytes(bounds: Bounds = { caller: 64 * MEGABYTE, process: 128 * MEGABYTE }): HoldBytes {
  const ofCaller = new Map<string, number>()
  // The number of answers that hold these bytes: a list with many readers is in memory once.
  const held = new Map<Bytes, number>()
  let total = 0

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

  function holdAll(caller: string, pieces: readonly Bytes[]): () => void {
    const size = sizeOf(pieces)
    const more = sizeOf([...new Set(pieces)].filter((piece) => !held.has(piece)))
    const waiting = ofCaller.get(caller) ?? 0
    if ((waiting > 0 && waiting + size > bounds.caller) || (total > 0 && more > 0 && total + more > bounds.process)) {
      throw new RosterError('SERVICE_UNAVAILABLE', { retryAfter: RETRY_AFTER_SECONDS })
    }
    ofCaller.set(caller, waiting + size)
    for (const piece of pieces) hold(piece)
    let isHeld = true
    return () => {
      if (!isHeld) return
      isHeld = false
      const left = (ofCaller.get(caller) ?? 0) - size
      if (left > 0) ofCaller.set(caller, left)
      else ofCaller.delete(caller)
      for (const piece of pieces) release(piece)
    }
  }
  return Object.assign(holdAll, { total: () => total })
}

export function sizeOf(pieces: readonly Bytes[]): number {
  let size = 0
  for (const piece of pieces) size += piece.length
  return size
}
