import { RosterError } from '../errors.ts'

/** Runs one piece of work at a time for each key, in the order of the calls. */
export type Turns = <Result>(key: string, work: () => Promise<Result>) => Promise<Result>

const RETRY_AFTER_SECONDS = 1

/** Refuses work if `maxWaiting` calls of its key are waiting, so that no wait becomes too long. */
export function createTurns(maxWaiting: number): Turns {
  const last = new Map<string, { waiting: number; done: Promise<unknown> }>()
  return async (key, work) => {
    const before = last.get(key) ?? { waiting: 0, done: Promise.resolve() }
    if (before.waiting >= maxWaiting) throw new RosterError('RATE_LIMITED', { retryAfter: RETRY_AFTER_SECONDS })
    const mine = before.done.then(work)
    const turn = { waiting: before.waiting + 1, done: mine.catch(() => {}) }
    last.set(key, turn)
    return mine.finally(() => {
      const current = last.get(key)
      if (current) current.waiting -= 1
      if (current === turn) last.delete(key)
    })
  }
}
