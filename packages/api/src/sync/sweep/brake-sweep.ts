import type { DatabaseTime } from '@roster/db'
import { savePlace, ScanStopped, type ScanRun } from './scan-run.ts'
import { readPlace, type SweepPlace } from './sweep-place.ts'

export type SweepOptions = {
  /** The interval at which the sweep is due. */
  everyMs: number
  /** Whether to stop, for this process or another to resume. */
  isPaused: () => boolean
  /** Accepts that rows are gone, however many they are. */
  believeAbsences?: boolean
  onProgress?: (place: Readonly<SweepPlace>) => void
}

export type Sweep = { run: ScanRun; place: SweepPlace; options: SweepOptions; loggedAt: DatabaseTime }

/** Stops a sweep that would end too much: at first all is read again, and a second time is no coincidence. */
export async function brakeSweep({ run, place }: Sweep): Promise<never> {
  if (place.braked) throw new ScanStopped('braked')
  await run.deps.store.forgetMissing()
  Object.assign(place, readPlace(null), { braked: true, calls: place.calls, corrections: place.corrections })
  // The writing of a page that stops the sweep cannot wait for its own end.
  await savePlace(run, place, run.savedAt)
  throw new ScanStopped('doubtful')
}
