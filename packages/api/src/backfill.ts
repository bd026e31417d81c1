import type { RosterOptions } from './create-roster.ts'
import { createLog } from './log.ts'
import { openDatabase } from './open-database.ts'
import { connectMirror } from './sync/connect-mirror.ts'
import { measureDrift, type Drift } from './sync/sweep/measure-drift.ts'
import { ScanStopped } from './sync/sweep/scan-run.ts'
import { runSweep, type SweepResult } from './sync/sweep/sweep.ts'
import { progressOf } from './sync/sweep/sweep-place.ts'

/** How far a backfill is. */
export type BackfillProgress = ReturnType<typeof progressOf>

export type BackfillRequest = {
  /** Compare only, and write nothing. */
  dryRun: boolean
  /** Believe Clerk's answers however much they would end. */
  believeAbsences?: boolean
  onProgress?: (progress: BackfillProgress) => void
}

/**
 * `drift` is where the mirror differs from Clerk, by organization: empty where it does not, and null where it was filled
 * instead of compared. `corrections` is how many rows were written. Where it did not complete, `outcome` says why.
 */
export type BackfillResult = {
  outcome: SweepResult['outcome']
  reason: string | null
  corrections: number
  drift: Drift[] | null
}

const EVERY_MS = 3_600_000
const LOOK_EVERY_MS = 2_000

/** Fills the mirror of the whole instance, or compares it with Clerk, beside any running replicas. */
export async function backfill(
  { database, clerk, log }: Pick<RosterOptions, 'database' | 'clerk' | 'log'>,
  { dryRun, believeAbsences = false, onProgress = () => {} }: BackfillRequest,
): Promise<BackfillResult> {
  const db = 'pool' in database ? database : await openDatabase(database, log ?? console)
  try {
    const { sync, watch } = await connectMirror(db, clerk, createLog(log ?? console), new AbortController().signal)
    const isPaused = () => watch.ownership() === 'foreign'
    if (dryRun) {
      const drift = await measureDrift(sync, isPaused, (place) => onProgress(progressOf(place)))
      return { outcome: 'completed', reason: null, corrections: 0, drift }
    }
    for (;;) {
      // Another process that sweeps is waited for; one that it left is resumed.
      const lease = await sync.store.leaseScan('sweep', 0)
      if (!lease) {
        await sync.sleep(LOOK_EVERY_MS)
        continue
      }
      const options = { everyMs: EVERY_MS, isPaused, believeAbsences }
      const result = await runSweep(sync, lease, { ...options, onProgress: (place) => onProgress(progressOf(place)) })
      if (result.outcome === 'lost' || result.outcome === 'doubtful') continue
      const { outcome, reason, corrections } = result
      return { outcome, reason, corrections, drift: null }
    }
  } catch (error) {
    if (!(error instanceof ScanStopped)) throw error
    return { outcome: error.outcome, reason: error.reason, corrections: 0, drift: null }
  } finally {
    if (db !== database) await db.close()
  }
}
