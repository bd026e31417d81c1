import type { DatabaseTime, Lease, Spender, Tally } from '@roster/db'
import { askClerk, type Asked } from '../../clerk/ask-clerk.ts'
import type { ClerkReader, RateLimited, Unavailable } from '../../clerk/clerk-reader.ts'
import { noteOddRecords } from '../note-odd-records.ts'
import type { OddRecord } from '../../clerk/read-records.ts'
import type { SyncDeps } from '../sync-deps.ts'

/**
 * What a reconcile read and repaired; `corrections` is 0 where webhooks had reported everything before, and `unread` counts
 * the records that were not understood.
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
  /** Whose budget pays, `reconcile` if not given; `strong` doesn't wait for budget. */
  spender?: Spender
  onProgress?: (counts: Readonly<ReconcileCounts>) => void
  /** Believe that members are gone however many they are. */
  believeAbsences?: boolean
  /** Ends it before its next call to Clerk. */
  signal?: AbortSignal
}

/** A running reconcile: its dependencies, its lease as last renewed, its counts so far, and when they were last logged. */
export type ReconcileRun = {
  deps: SyncDeps
  lease: Lease
  options: ReconcileOptions
  counts: ReconcileCounts
  loggedAt: DatabaseTime
  /** False once a record was read of which nobody knows whose it is: it may be any that was not seen. */
  knowsAbsence: boolean
}

/** Thrown to leave a reconcile from wherever it is. */
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
  /** What was wrong with Clerk's answer: a status, a path, an error's name. */
  readonly reason: string | null

  constructor(outcome: ReconcileStopped['outcome'], reason: string | null = null) {
    super(outcome)
    this.outcome = outcome
    this.reason = reason
  }
}

const ATTEMPTS = 3
const LONGEST_SLEEP_MS = 5_000
// The lease is for 30 s, and one read may take 5 s of them and a sleep another 5.
const RENEW_BEFORE = 15_000_000
const LOG_EVERY = 5_000_000

/** What a read gives in the end: anything but a reason to try again. */
export type Answered<Answer> = Asked<Exclude<Answer, RateLimited | Unavailable>>

/** One read, repeated while Clerk is out of reach or the budget is spent; the lease is kept meanwhile. */
export async function askWithRetries<Answer extends { kind: string }>(
  run: ReconcileRun,
  read: (reader: ClerkReader) => Promise<Answer>,
): Promise<Answered<Answer>> {
  const { spender = 'reconcile', signal } = run.options
  for (let failures = 0; ;) {
    if (signal?.aborted) throw new ReconcileStopped('out-of-time')
    const { answer, startedAt } = await askClerk(run.deps, spender, read)
    await keepLease(run, startedAt)
    if (answer.kind === 'rate-limited' && 'retryAfterMs' in answer) {
      if (spender === 'strong') throw new ReconcileStopped('rate-limited')
      await run.deps.sleep(Math.min(answer.retryAfterMs, LONGEST_SLEEP_MS))
      continue
    }
    run.counts.calls++
    if (isAnswer(answer)) return { startedAt, answer }
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

/** Leaves the reconcile for an answer that a repetition would get again; of a 404 only the organization's own counts. */
export function stopAt(answer: { kind: string; reason?: string }): never {
  const { kind, reason = 'status 404' } = answer
  throw new ReconcileStopped(kind === 'missing' ? 'unavailable' : 'not-understood', reason)
}

/** Keeps note of the records that were not understood. */
export async function noteOdd(
  run: ReconcileRun,
  kind: 'user' | 'membership',
  odd: readonly OddRecord[],
): Promise<void> {
  run.counts.unread += odd.filter(({ understood }) => !understood).length
  if (odd.some(({ id, userId }) => id === null && userId === null)) run.knowsAbsence = false
  await noteOddRecords(run.deps, kind, odd, run.lease.orgId)
}

/** Reports how far the reconcile is. `readAt` is when its last page was asked for. */
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

function isAnswer<Answer extends { kind: string }>(
  answer: Answer,
): answer is Exclude<Answer, RateLimited | Unavailable> {
  return answer.kind !== 'unavailable' && answer.kind !== 'rate-limited'
}
