import { RosterError } from '../errors.ts'

/** Does one thing at a time for each key, in the order of asking. */
export type Turns = <Result>(key: string, work: () => Promise<Result>) => Promise<Result>

const RETRY_AFTER_SECONDS = 1

/** Who would be one more than `maxWaiting` of its key is refused, so that nobody waits for what takes too long. */
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
