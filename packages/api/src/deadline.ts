import { setTimeout as delay } from 'node:timers/promises'

/** What `work` gives, or `onLate` where that takes longer than `ms`. The work itself is not stopped. */
export async function deadline<Result>(ms: number, work: Promise<Result>, onLate: () => Result): Promise<Result> {
  const finished = new AbortController()
  const late = delay(ms, undefined, { ref: false, signal: finished.signal }).then(onLate)
  try {
    return await Promise.race([work, late])
  } finally {
    finished.abort()
  }
}
