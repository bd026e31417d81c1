import { RosterError } from '../../errors.ts'
import { sizeOf, type Bytes } from '../../list/encoding.ts'

/** Limits on the bytes of unread answers: those to one caller, and all in memory. */
export type Bounds = { caller: number; process: number }

/** The bytes of answers that the operating system has not accepted yet. */
export type HeldBytes = {
  /** Throws 503 if these pieces would exceed a limit. */
  check(caller: string, pieces: readonly Bytes[]): void
  /** Counts the pieces until the returned function is called. */
  hold(caller: string, pieces: readonly Bytes[]): () => void
  total: () => number
}

const MEGABYTE = 1024 * 1024
const RETRY_AFTER_SECONDS = 2

/** One answer is always allowed, whatever its size: otherwise the largest organizations could never be answered. */
export function createHeldBytes(bounds: Bounds = { caller: 64 * MEGABYTE, process: 128 * MEGABYTE }): HeldBytes {
  const ofCaller = new Map<string, number>()
  // The number of answers that hold these bytes: a list with many readers is in memory once.
  const held = new Map<Bytes, number>()
  let total = 0

  function add(piece: Bytes): void {
    const holders = held.get(piece) ?? 0
    if (holders === 0) total += piece.length
    held.set(piece, holders + 1)
  }

  function remove(piece: Bytes): void {
    const holders = held.get(piece) ?? 0
    if (holders > 1) {
      held.set(piece, holders - 1)
    } else {
      held.delete(piece)
      total -= piece.length
    }
  }

  function fits(pieces: readonly Bytes[]): boolean {
    const more = sizeOf([...new Set(pieces)].filter((piece) => !held.has(piece)))
    return more === 0 || total + more <= bounds.process
  }

  return {
    check(caller, pieces) {
      const waiting = ofCaller.get(caller) ?? 0
      if ((waiting > 0 && waiting + sizeOf(pieces) > bounds.caller) || (total > 0 && !fits(pieces))) {
        throw new RosterError('SERVICE_UNAVAILABLE', { retryAfter: RETRY_AFTER_SECONDS })
      }
    },

    hold(caller, pieces) {
      const size = sizeOf(pieces)
      ofCaller.set(caller, (ofCaller.get(caller) ?? 0) + size)
      for (const piece of pieces) add(piece)
      let isHeld = true
      return () => {
        if (!isHeld) return
        isHeld = false
        const left = (ofCaller.get(caller) ?? 0) - size
        if (left > 0) ofCaller.set(caller, left)
        else ofCaller.delete(caller)
        for (const piece of pieces) remove(piece)
      }
    },

    total: () => total,
  }
}
