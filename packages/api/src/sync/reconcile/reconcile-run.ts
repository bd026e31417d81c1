import type { DatabaseTime, Lease, Spender, Tally } from '@roster/db'
import { askClerk, isFinal, isRateLimited, type Final } from '../../clerk/ask-clerk.ts'
import type { ClerkReader } from '../../clerk/clerk-reader.ts'
import { noteOddRecords } from '../note-odd-records.ts'
import type { OddRecord } from '../../clerk/read-records.ts'
import type { SyncDeps } from '../sync-deps.ts'

/**
 * What a reconcile read and repaired. `corrections` is 0 if webhooks had delivered everything before; `unread` counts
 * the records that do not match their schema.
 */
export type ReconcileCounts = {
  users: number
  memberships: number
  corrections: number
  marked: number
  unread: number
  calls: number
}

export type ReconcileOptions = {
  /** Whose budget the calls are taken from, `reconcile` by default. `strong` does not wait for budget. */
  spender?: Spender
  onProgress?: (counts: Readonly<ReconcileCounts>) => void
  /** Accepts that members are gone, however many they are. */
  believeAbsences?: boolean
  /** Ends the reconcile before its next call to Clerk. */
  signal?: AbortSignal
}

/** A running reconcile: its dependencies, its lease as last renewed, its counts, and when they were last logged. */
export type ReconcileRun = {
  deps: SyncDeps
  lease: Lease
  options: ReconcileOptions
  counts: ReconcileCounts
  loggedAt: DatabaseTime
  /** False once a record without a known user was read: it may belong to any member that was not seen. */
  knowsAbsence: boolean
}

/** Thrown to leave a reconcile at any depth. */
export class ReconcileStopped extends Error {
  readonly outcome:
    | 'missing'
    | 'doubtful'
    | 'braked'
    | 'rate-limited'
    | 'unavailable'
    | 'not-understood'
    | 'superseded'
    | 'out-of-time'
  /** What is wrong with Clerk's answer: a status, a path, an error's name. */
  readonly reason: string | null

  constructor(outcome: ReconcileStopped['outcome'], reason: string | null = null) {
    super(outcome)
    this.outcome = outcome
    this.reason = reason
  }
}

// Of the calls for requests, the rest is left to confirm members who joined again: a script could use up all of them.
const STRONG_PART = 0.9
const ATTEMPTS = 3
const LONGEST_SLEEP_MS = 5_000
// The lease is for 30 s, of which one read may take 5 s and a sleep another 5.
const RENEW_BEFORE = 15_000_000
const LOG_EVERY = 5_000_000

/** Makes one read, and retries it while Clerk is unavailable or the budget is spent. Renews the lease meanwhile. */
export async function askWithRetries<Answer extends { kind: string }>(
  run: ReconcileRun,
  read: (reader: ClerkReader) => Promise<Answer>,
): Promise<Final<Answer>> {
  const { spender = 'reconcile', signal } = run.options
  for (let failures = 0; ;) {
    if (signal?.aborted) throw new ReconcileStopped('out-of-time')
    const { answer, startedAt } = await askClerk(run.deps, spender, read, spender === 'strong' ? STRONG_PART : 1)
    await keepLease(run, startedAt)
    if (isRateLimited(answer)) {
      if (spender === 'strong') throw new ReconcileStopped('rate-limited')
      await run.deps.sleep(Math.min(answer.retryAfterMs, LONGEST_SLEEP_MS))
      continue
    }
    run.counts.calls++
    if (isFinal(answer)) return { startedAt, answer }
    failures++
    const reason = 'reason' in answer && typeof answer.reason === 'string' ? answer.reason : null
    if (failures === ATTEMPTS) throw new ReconcileStopped('unavailable', reason)
    await run.deps.sleep(1000 * failures)
  }
}

export function countChange(run: ReconcileRun, { written, marked }: Tally): void {
  run.counts.corrections += written
  run.counts.marked += marked
}

/** Leaves the reconcile on an answer that a retry would repeat. Only a 404 for the organization itself ends it. */
export function stopAt(answer: { kind: string; reason?: string }): never {
  const { kind, reason = 'status 404' } = answer
  throw new ReconcileStopped(kind === 'missing' ? 'unavailable' : 'not-understood', reason)
}

export async function noteOdd(
  run: ReconcileRun,
  kind: 'user' | 'membership',
  odd: readonly OddRecord[],
): Promise<void> {
  run.counts.unread += odd.filter(({ understood }) => !understood).length
  if (odd.some(({ id, userId }) => id === null && userId === null)) run.knowsAbsence = false
  await noteOddRecords(run.deps, kind, odd, run.lease.orgId)
}

/** Reports the progress of the reconcile. `readAt` is when its last page was requested. */
export function reportProgress(run: ReconcileRun, readAt: DatabaseTime): void {
  const { deps, lease, options, counts } = run
  options.onProgress?.(counts)
  if (readAt < run.loggedAt + LOG_EVERY) return
  run.loggedAt = readAt
  const { users, memberships, calls } = counts
  deps.log('info', 'Reading an organization.', { orgId: lease.orgId, users, memberships, calls })
}

async function keepLease(run: ReconcileRun, now: number): Promise<void> {
  if (now < run.lease.until - RENEW_BEFORE) return
  const renewed = await run.deps.store.renewLease(run.lease)
  if (!renewed) throw new ReconcileStopped('superseded')
  run.lease = renewed
}
