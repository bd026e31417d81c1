import { createTimeRefusal } from '../../access/session-times.ts'
import { clockDifference, type Db } from '@roster/db'
import type { ClerkKeys } from '../clerk-options.ts'
import { clockProblem, type Clocks } from './clock-problem.ts'
import type { Log } from '../../log.ts'

/** Compares this server's clock with those of the database and of Clerk, and logs a difference. */
export type ClockWatch = {
  clocks: () => Clocks
  check: () => Promise<void>
  /** Checks whether a session was refused only because this server's clock is wrong. */
  sessionRefused: (token: string) => void
}

type ClockWatchOptions = {
  db: Db
  keys: Pick<ClerkKeys, 'jwtKey' | 'issuer'>
  /** From Clerk's last answer; null before the first. */
  clerkAheadMs: () => number | null
  log: Log
  /** This process's clock; only tests give another. */
  now?: () => number
}

export function createClockWatch({ db, keys, clerkAheadMs, log, now }: ClockWatchOptions): ClockWatch {
  const timeRefusal = createTimeRefusal(keys.jwtKey, keys.issuer)
  let databaseAheadMs: number | null = null
  const clocks = () => ({ databaseAheadMs, clerkAheadMs: clerkAheadMs() })

  return {
    clocks,

    async check() {
      databaseAheadMs = await clockDifference(db, now)
      const problem = clockProblem(clocks())
      if (problem) log[problem.level]({ cause: 'clock', ...clocks() }, problem.message)
    },

    sessionRefused(token) {
      const refusal = timeRefusal(token)
      if (!refusal) return
      // An expired token is usual. One from the future means that this clock is wrong, whatever the other clocks say.
      if (refusal.why === 'late' && !clockProblem(clocks())) return
      const seconds = Math.round(refusal.ms / 1000)
      log.error({ cause: 'session times', ...clocks(), seconds }, refusal.why === 'early' ? EARLY : LATE)
    },
  }
}

const EARLY =
  'A session was refused with 401 because its token is not valid yet: this server’s clock is behind Clerk’s, by at least `seconds`. Let NTP keep it right.'
const LATE =
  'A session was refused with 401 because its token has expired, and this server’s clock differs from others: it may be ahead of Clerk’s. Let NTP keep it right.'
