import type { DatabaseTime } from '@roster/db'
import { save, ScanStopped, type ScanRun } from './scan-run.ts'
import { readPlace, type SweepPlace } from './sweep-place.ts'

export type SweepOptions = {
  /** How often it is due. */
  everyMs: number
  /** Whether to leave off, for this process or another to resume. */
  isPaused: () => boolean
  /** Believe that rows are gone however many they are. */
  believeAbsences?: boolean
  onProgress?: (place: Readonly<SweepPlace>) => void
}

/** One sweep in progress. */
export type Sweep = { run: ScanRun; place: SweepPlace; options: SweepOptions; loggedAt: DatabaseTime }

/** Too much would be gone at once: it is read anew, and is no accident the second time. */
export async function brakeSweep({ run, place }: Sweep): Promise<never> {
  if (place.braked) throw new ScanStopped('braked')
  await run.deps.store.forgetMissing()
  Object.assign(place, readPlace(null), { braked: true, calls: place.calls, corrections: place.corrections })
  await save(run, place, run.savedAt)
  throw new ScanStopped('doubtful')
}
