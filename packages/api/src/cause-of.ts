import { causesOf } from '@roster/db'

/** What the log may hold of a failure: its errno, SQLSTATE or name, and the message of its innermost cause. */
export type Cause = { code: string; error: string }

// SQLSTATEs whose messages may quote the values that were to be stored.
const QUOTES_DATA = /^2[23]...$/

/** For the log only: the message may name hosts and files. */
export function causeOf(error: unknown): Cause {
  const causes = causesOf(error)
  const coded = causes.findLast(({ code }) => code !== '')
  if (!coded) return { code: error instanceof Error ? error.name : 'unknown', error: causes.at(-1)?.message ?? '' }
  return { code: coded.code, error: QUOTES_DATA.test(coded.code) ? 'a value was refused' : coded.message }
}
