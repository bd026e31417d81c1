import type { ListedRecords, Stretch } from '@roster/db'
import type { OddRecord } from '../../clerk/read-records.ts'
import { save, type ScanRun } from './scan-run.ts'
import { sweepByCursor, sweepByOffset } from './sweep-pages.ts'
import { beginStep, type SweepPlace } from './sweep-place.ts'

/** Called with the records of each page, and the period of time that the page covers. */
type Take = (listed: ListedRecords, odd: readonly OddRecord[], stretch: Stretch) => Promise<void>

/**
 * Reads all of Clerk's instance from the place on. Organizations first: one is known once all memberships have been read
 * after it was written.
 */
export async function sweepLists(run: ScanRun, place: SweepPlace, take: Take): Promise<void> {
  if (place.step === 'organizations') {
    await sweepByOffset(
      run,
      place,
      (reader, offset) => reader.listAllOrganizations(offset, 'oldest'),
      ({ records, odd, keys }, stretch) => {
        place.organizations += keys.length
        return take({ kind: 'organization', records }, odd, stretch)
      },
    )
    await goTo(run, place, 'users')
  }
  if (place.step === 'users') {
    await sweepByCursor(
      run,
      place,
      (reader, after) => reader.listAllUsers(after),
      ({ records, odd, keys }, stretch) => {
        place.users += keys.length
        return take({ kind: 'user', records }, odd, stretch)
      },
    )
    place.membersFrom = await run.deps.store.now()
    await goTo(run, place, 'memberships')
  }
  if (place.step === 'memberships') {
    await sweepByOffset(
      run,
      place,
      (reader, offset) => reader.listAllMemberships(offset, 'oldest'),
      ({ records, odd, keys }, stretch) => {
        place.memberships += keys.length
        return take({ kind: 'membership', records }, odd, stretch)
      },
    )
    await goTo(run, place, 'missing')
  }
}

async function goTo(run: ScanRun, place: SweepPlace, step: SweepPlace['step']): Promise<void> {
  beginStep(place, step)
  await save(run, place, run.savedAt)
}
