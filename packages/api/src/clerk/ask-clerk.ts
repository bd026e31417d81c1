import { isClerkAPIResponseError } from '@clerk/backend/errors'
import type { DatabaseTime, Spender } from '@roster/db'
import type { ClerkReader, RateLimited, Unavailable } from './clerk-reader.ts'
import type { SyncDeps } from '../sync/sync-deps.ts'

// The shares of Clerk's limit that Roster may use; the rest is left to the application that has the same keys.
const SHARES: Record<Spender, number> = {
  reconcile: 0.15,
  // Separate, so that the first request for an organization does not wait until the whole instance is read.
  sweep: 0.18,
  resync: 0.05,
  strong: 0.1,
  // Separate, so that guesses can't use up what known keys need every 30 s, nor what administrators need.
  'known-secret': 0.19,
  'new-secret': 0.2,
  'api-keys': 0.1,
  roles: 0.02,
}

// Clerk's window: the wait after a 429 that does not name one.
const WINDOW_SECONDS = 10
const MAX_PAUSE_SECONDS = 300

/** An answer, and the time of its request on the database's clock, which can be compared with that of a row. */
export type Asked<Answer> = { startedAt: DatabaseTime; answer: Answer }

/** An answer that a retry would not change. */
export type Final<Answer> = Asked<Exclude<Answer, RateLimited | Unavailable>>

/**
 * One read of Clerk within the budget that all replicas share, of which it may use this part. Without budget the answer is
 * `rate-limited`.
 */
export async function askClerk<Answer extends { kind: string }>(
  { store, reader, callsPerWindow }: Pick<SyncDeps, 'store' | 'reader' | 'callsPerWindow'>,
  spender: Spender,
  read: (reader: ClerkReader) => Promise<Answer>,
  part = 1,
): Promise<Asked<Answer | RateLimited>> {
  const {
    granted,
    at: startedAt,
    retryAfterMs,
  } = await store.takeCall(spender, shareOf(spender, callsPerWindow * part))
  if (!granted) return { startedAt, answer: { kind: 'rate-limited', retryAfterMs } }
  const answer: Answer | RateLimited = await read(reader)
  if (isRateLimited(answer)) await store.pauseCalls(answer.retryAfterMs)
  return { startedAt, answer }
}

/** The same budget for calls of the Backend SDK, which reports a 429 by an error. */
export type ClerkBudget = {
  /** Takes one call of this part of the share, all by default; if none is left, returns how long to wait for one. */
  take(spender: Spender, part?: number): Promise<{ granted: boolean; retryAfterMs: number }>
  /** Stops all calls for this time. */
  pause(milliseconds: number): Promise<void>
}

export function createClerkBudget({
  store,
  callsPerWindow,
}: Pick<SyncDeps, 'callsPerWindow'> & { store: Pick<SyncDeps['store'], 'takeCall' | 'pauseCalls'> }): ClerkBudget {
  return {
    take: (spender, part = 1) => store.takeCall(spender, shareOf(spender, callsPerWindow * part)),
    pause: (milliseconds) => store.pauseCalls(milliseconds),
  }
}

/** Stops all calls for as long as Clerk demands, if the error is about its limit. */
export async function pauseAfter(error: unknown, budget: ClerkBudget): Promise<void> {
  if (!isClerkAPIResponseError(error) || error.status !== 429) return
  await budget.pause(Math.min(error.retryAfter || WINDOW_SECONDS, MAX_PAUSE_SECONDS) * 1000)
}

function shareOf(spender: Spender, callsPerWindow: number): number {
  return Math.max(1, Math.floor(callsPerWindow * SHARES[spender]))
}

export function isRateLimited(answer: { kind: string }): answer is RateLimited {
  return answer.kind === 'rate-limited'
}

/** Whether a retry would have the same answer. */
export function isFinal<Answer extends { kind: string }>(
  answer: Answer,
): answer is Exclude<Answer, RateLimited | Unavailable> {
  return answer.kind !== 'unavailable' && answer.kind !== 'rate-limited'
}
