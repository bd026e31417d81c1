import type { DatabaseTime, Spender } from '@roster/db'
import type { ClerkReader, RateLimited } from './clerk-reader.ts'
import type { SyncDeps } from './sync-deps.ts'

// What the mirror may take of Clerk's limit; the rest is left to the application that shares it.
const SHARES: Record<Spender, number> = { reconcile: 0.2, resync: 0.05, strong: 0.1 }

/** An answer, and when its question was asked: on the database's clock, so that it can be compared with a row. */
export type Asked<Answer> = { startedAt: DatabaseTime; answer: Answer }

/** One read of Clerk within the budget that all replicas share; over it, the answer is `rate-limited`. */
export async function askClerk<Answer extends { kind: string }>(
  { store, reader, callsPerWindow }: Pick<SyncDeps, 'store' | 'reader' | 'callsPerWindow'>,
  spender: Spender,
  read: (reader: ClerkReader) => Promise<Answer>,
): Promise<Asked<Answer | RateLimited>> {
  const limit = Math.max(1, Math.floor(callsPerWindow * SHARES[spender]))
  const { granted, at: startedAt, retryAfterMs } = await store.takeCall(spender, limit)
  if (!granted) return { startedAt, answer: { kind: 'rate-limited', retryAfterMs } }
  const answer: Answer | RateLimited = await read(reader)
  if (isRateLimited(answer)) await store.pauseCalls(answer.retryAfterMs)
  return { startedAt, answer }
}

function isRateLimited(answer: { kind: string }): answer is RateLimited {
  return answer.kind === 'rate-limited'
}
