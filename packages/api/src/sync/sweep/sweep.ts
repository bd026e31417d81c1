import type { EndOfScan, ListedRecords, ScanLease, Stretch } from '@roster/db'
import type { OddRecord } from '../../clerk/read-records.ts'
import { noteOddRecords } from '../note-odd-records.ts'
import type { SyncDeps } from '../sync-deps.ts'
import { brakeSweep, type Sweep, type SweepOptions } from './brake-sweep.ts'
import { confirmMissing } from './confirm-missing.ts'
import { reportSweep } from './report-sweep.ts'
import { applyListed, countTally, save, ScanStopped, type ScanRun } from './scan-run.ts'
import { sweepLists } from './sweep-lists.ts'
import { readPlace, type SweepPlace } from './sweep-place.ts'

/**
 * The result of a sweep: `completed`, or why it stopped. A sweep that did not complete is resumed at its place. `isFirst`: no
 * sweep was complete before, so its corrections are no lost webhooks.
 */
export type SweepResult = {
  outcome: 'completed' | ScanStopped['outcome']
  reason: string | null
  isFirst: boolean
} & Pick<SweepPlace, 'users' | 'memberships' | 'organizations' | 'corrections' | 'marked' | 'unread' | 'calls'>

const REST_MS = 5_000
const DAY_MS = 24 * 60 * 60 * 1000
const LOG_EVERY = 5_000_000

/** Reads all of Clerk's instance and repairs the mirror, under the sweep's lease, from the stored place on. */
export async function runSweep(deps: SyncDeps, lease: ScanLease, options: SweepOptions): Promise<SweepResult> {
  const place = readPlace(lease.place)
  const isFirst = (await deps.store.readScans()).every(
    ({ name, confirmedMs }) => name !== 'sweep' || confirmedMs === null,
  )
  const run: ScanRun = { deps, lease, savedAt: lease.beganAt, calls: 0, isPaused: options.isPaused }
  const sweep: Sweep = { run, place, options, loggedAt: 0 }
  const report = (outcome: SweepResult['outcome'], reason: string | null = null): SweepResult => {
    const { users, memberships, organizations, corrections, marked, unread } = place
    const calls = place.calls + run.calls
    const result = { outcome, reason, isFirst, users, memberships, organizations, corrections, marked, unread, calls }
    if (outcome !== 'paused' && outcome !== 'lost') reportSweep(deps.log, result)
    return result
  }
  const end = (how: EndOfScan) => deps.store.endScan(run.lease ?? lease, how)
  try {
    if (lease.place === null) await deps.store.forgetMissing()
    await repair(sweep)
    await end({ how: 'completed', everyMs: options.everyMs, place: null })
    return report('completed')
  } catch (error) {
    const stopped = error instanceof ScanStopped ? error : null
    await run.written?.catch(() => {})
    // If this cannot reach the database either, the lease expires.
    await end(endOf(stopped?.outcome, options.everyMs)).catch(() => {})
    if (stopped) return report(stopped.outcome, stopped.reason)
    throw error
  }
}

async function repair(sweep: Sweep): Promise<void> {
  const { run, place } = sweep
  const { store } = run.deps
  await sweepLists(run, place, async (listed, odd, stretch) => {
    countTally(place, await applyListed(store, listed, stretch.startedAt))
    await compare(sweep, listed.kind, odd, stretch)
  })
  await confirmMissing(sweep)
  await store.forgetMissing()
  const { membersFrom } = place
  if (membersFrom !== null) while ((await store.knowOrganizations(membersFrom)) > 0) await save(run, place, run.savedAt)
}

async function compare(
  sweep: Sweep,
  kind: ListedRecords['kind'],
  odd: readonly OddRecord[],
  stretch: Stretch,
): Promise<void> {
  const { run, place, options } = sweep
  place.unread += odd.filter(({ understood }) => !understood).length
  await noteOddRecords(run.deps, kind, odd, null)
  const missing = await run.deps.store.keepMissing(kind, stretch)
  if (missing === MOST_MISSING && options.believeAbsences !== true) await brakeSweep(sweep)
  place.calls += run.calls
  run.calls = 0
  options.onProgress?.(place)
  if (stretch.startedAt < sweep.loggedAt + LOG_EVERY) return
  sweep.loggedAt = stretch.startedAt
  const { step, users, memberships, organizations, corrections } = place
  run.deps.log('info', 'Reading the whole instance.', { step, users, memberships, organizations, corrections })
}

// As many as one statement stores.
const MOST_MISSING = 10_000

/** A sweep that is braked twice, or refused, starts over when it is due again; any other is resumed at its place. */
function endOf(outcome: ScanStopped['outcome'] | undefined, everyMs: number): EndOfScan {
  if (outcome === 'refused') return { how: 'stopped', afterMs: DAY_MS, refused: true }
  if (outcome === 'braked') return { how: 'stopped', afterMs: everyMs, refused: false }
  return { how: 'given-up', restMs: outcome === 'paused' ? 0 : REST_MS }
}
