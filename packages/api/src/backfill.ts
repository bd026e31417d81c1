import { measureDrift, type Drift } from './sync/sweep/measure-drift.ts'
import { ScanStopped } from './sync/sweep/scan-run.ts'
import { runSweep, type SweepResult } from './sync/sweep/sweep.ts'
import { progressOf, type SweepPlace } from './sync/sweep/sweep-place.ts'
import { withMirror, type MirrorOptions } from './with-mirror.ts'

export type BackfillProgress = ReturnType<typeof progressOf>

export type BackfillRequest = {
  /** Compares the mirror with Clerk, and writes nothing. */
  dryRun: boolean
  /** Accepts Clerk's answers, however many rows they would end. */
  believeAbsences?: boolean
  onProgress?: (progress: BackfillProgress) => void
}

/**
 * `drift` holds the differences between the mirror and Clerk by organization; null if the mirror was filled instead of
 * compared. `corrections` is the number of rows that were written. If it did not complete, `outcome` says why.
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
export function backfill(options: MirrorOptions, request: BackfillRequest): Promise<BackfillResult> {
  const { dryRun, believeAbsences = false, onProgress = () => {} } = request
  const onPlace = (place: SweepPlace) => onProgress(progressOf(place))
  return withMirror(options, async (_db, { sync, watch }) => {
    const isPaused = () => watch.ownership() === 'foreign'
    try {
      if (dryRun) {
        const drift = await measureDrift(sync, isPaused, onPlace)
        return { outcome: 'completed', reason: null, corrections: 0, drift }
      }
      for (;;) {
        // A sweep of another process is waited for; one that was abandoned is resumed.
        const lease = await sync.store.leaseScan('sweep', 0)
        if (!lease) {
          await sync.sleep(LOOK_EVERY_MS)
          continue
        }
        const result = await runSweep(sync, lease, {
          everyMs: EVERY_MS,
          isPaused,
          believeAbsences,
          onProgress: onPlace,
        })
        if (result.outcome === 'lost' || result.outcome === 'doubtful') continue
        const { outcome, reason, corrections } = result
        return { outcome, reason, corrections, drift: null }
      }
    } catch (error) {
      if (!(error instanceof ScanStopped)) throw error
      return { outcome: error.outcome, reason: error.reason, corrections: 0, drift: null }
    }
  })
}
