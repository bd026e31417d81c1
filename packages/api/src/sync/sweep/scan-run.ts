import type { DatabaseTime, ListedRecords, MirrorStore, ScanLease, Tally } from '@roster/db'
import { askClerk, isFinal, isRateLimited, type Final } from '../../clerk/ask-clerk.ts'
import type { ClerkReader } from '../../clerk/clerk-reader.ts'
import type { SyncDeps } from '../sync-deps.ts'

/** A scan of the whole instance in progress. `lease` is null if the scan writes nothing and so needs no exclusion. */
export type ScanRun = {
  deps: SyncDeps
  lease: ScanLease | null
  savedAt: DatabaseTime
  calls: number
  isPaused: () => boolean
  /** The writing of the last page, while the next is read. */
  written?: Promise<void>
}

/**
 * Thrown to leave a scan. `paused`: to be resumed later. `lost`: another process has the lease. `unavailable`,
 * `not-understood`: Clerk's answers. `refused`: Clerk does not serve pages this deep. `doubtful`: reads alone would end
 * too much, so everything is read again. `braked`: they would do so twice.
 */
export class ScanStopped extends Error {
  readonly outcome: 'paused' | 'lost' | 'unavailable' | 'not-understood' | 'refused' | 'doubtful' | 'braked'
  readonly reason: string | null

  constructor(outcome: ScanStopped['outcome'], reason: string | null = null) {
    super(outcome)
    this.outcome = outcome
    this.reason = reason
  }
}

const ATTEMPTS = 3
const LONGEST_SLEEP_MS = 5_000
// The lease is for 30 s, of which one read may take 5 s and a sleep another 5.
const SAVE_EVERY = 10_000_000

/** Makes one read, and retries it while Clerk is down or the budget is spent. Saves place and lease meanwhile. */
export async function askPatiently<Answer extends { kind: string }>(
  run: ScanRun,
  place: object,
  read: (reader: ClerkReader) => Promise<Answer>,
): Promise<Final<Answer>> {
  for (let failures = 0; ;) {
    if (run.isPaused()) {
      await save(run, place, run.savedAt)
      throw new ScanStopped('paused')
    }
    const { answer, startedAt } = await askClerk(run.deps, 'sweep', read)
    if (startedAt < run.savedAt || startedAt > run.savedAt + SAVE_EVERY) await save(run, place, startedAt)
    if (isRateLimited(answer)) {
      await run.deps.sleep(Math.min(answer.retryAfterMs, LONGEST_SLEEP_MS))
      continue
    }
    run.calls++
    if (isFinal(answer)) return { startedAt, answer }
    failures++
    if (failures === ATTEMPTS) throw new ScanStopped('unavailable', 'reason' in answer ? String(answer.reason) : null)
    await run.deps.sleep(1000 * failures)
  }
}

/** Saves a place once its pages are written. */
export async function save(run: ScanRun, place: object, at: DatabaseTime): Promise<void> {
  await run.written
  await savePlace(run, place, at)
}

/** Stores the place and renews the lease, or leaves the scan if another process holds the lease. */
export async function savePlace(run: ScanRun, place: object, at: DatabaseTime): Promise<void> {
  if (!run.lease) return
  const saved = await run.deps.store.saveScan(run.lease, place)
  if (!saved) throw new ScanStopped('lost')
  run.lease = saved
  run.savedAt = at
}

/** Writes the records of a list to the mirror. `startedAt`: when the list was requested. */
export function applyListed(store: MirrorStore, listed: ListedRecords, startedAt: DatabaseTime): Promise<Tally> {
  const source = { kind: 'list', startedAt } as const
  if (listed.kind === 'user') return store.applyUsers(listed.records, source)
  if (listed.kind === 'membership') return store.applyMemberships(listed.records, source)
  return store.applyOrganizations(listed.records, source)
}

export function countTally(place: { corrections: number; marked: number }, { written, marked }: Tally): void {
  place.corrections += written
  place.marked += marked
}
