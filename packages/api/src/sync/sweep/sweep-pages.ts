import type { DatabaseTime, Stretch } from '@roster/db'
import type { ClerkReader, ListPage, PageRead } from '../../clerk/clerk-reader.ts'
import { askPatiently, save, ScanStopped, type ScanRun } from './scan-run.ts'
import { beginStep, type SweepPlace } from './sweep-place.ts'

/** Called with each page, and the period of time that it covers. */
type TakePage<Page> = (page: Page, stretch: Stretch) => Promise<void>

type Page = ListPage<{ createdMs: number }>

const OVERLAP = 10
const FULL_PAGE = 500
// If more records share one moment, they are left to the counts.
const MOST_TIES = 2_000
const MAX_STEPS_BACK = 20
const MAX_RESTARTS = 3
const SAVE_EVERY_PAGES = 25
const AGAIN_MS = 5_000
// The cursor or the offset was ignored, so the same page would be read forever.
const SAME_PAGE = 'the same page twice'
const DAY_MS = 24 * 60 * 60 * 1000

/** Reads users by cursor. Clerk rejects a cursor whose user is gone: an earlier one replaces it. */
export async function sweepByCursor<Read extends Page>(
  run: ScanRun,
  place: SweepPlace,
  list: (reader: ClerkReader, after: string | null) => Promise<PageRead<Read>>,
  take: TakePage<Read>,
): Promise<void> {
  for (let pages = 1; ; pages++) {
    const cursor = place.last.at(-1) ?? null
    const { answer, startedAt } = await askPatiently(run, place, (reader) => list(reader, cursor))
    await run.written
    if (answer.kind !== 'page') {
      if (answer.kind === 'not-understood' || cursor === null) throw stopAt(answer)
      place.last.pop()
      if (place.last.length === 0) restart(place)
      continue
    }
    beginWriting(run, place, answer, startedAt, take)
    if (answer.isLast) return run.written
    if ((place.last.at(-1) ?? null) === cursor) throw new ScanStopped('refused', SAME_PAGE)
    if (pages % SAVE_EVERY_PAGES === 0) await save(run, place, startedAt)
  }
}

/**
 * Reads a list by offset, oldest first: a new record is appended, and a removed one shifts the rest to the left. A page
 * begins some records before the last that was read. If it begins later, records were skipped.
 */
export async function sweepByOffset<Read extends Page>(
  run: ScanRun,
  place: SweepPlace,
  list: (reader: ClerkReader, offset: number) => Promise<PageRead<Read>>,
  take: TakePage<Read>,
): Promise<void> {
  let previous: string | undefined
  for (let pages = 1; ; pages++) {
    const from = Math.max(0, place.offset - Math.min(OVERLAP, Math.ceil(place.page / 2)))
    const { answer, startedAt } = await askAt(run, place, from, list)
    await run.written
    if (answer.kind !== 'page') throw stopAt(answer)
    const ids = answer.keys.join(' ')
    if (ids === previous && !answer.isLast) throw new ScanStopped('refused', SAME_PAGE)
    previous = ids
    if (from > 0 && !joins(place, answer)) {
      place.offset = Math.max(0, from - (answer.keys.length || FULL_PAGE))
      if (++place.stepsBack > MAX_STEPS_BACK) restart(place)
      continue
    }
    const end = from + answer.keys.length
    // A total that is too high would never be reached.
    const isLast = answer.isLast || (end > 0 && end <= place.offset)
    beginWriting(run, place, { ...answer, isLast }, startedAt, take)
    place.offset = end
    place.page = answer.keys.length
    if (isLast) return run.written
    if (pages % SAVE_EVERY_PAGES === 0) await save(run, place, startedAt)
  }
}

/**
 * Reads one page. An offset is too deep if Clerk rejects it twice, as that stops sweeps for a day, or does not answer for it
 * but does for the first page.
 */
async function askAt<Read extends Page>(
  run: ScanRun,
  place: SweepPlace,
  offset: number,
  list: (reader: ClerkReader, offset: number) => Promise<PageRead<Read>>,
) {
  try {
    for (let again = false; ; again = true) {
      const asked = await askPatiently(run, place, (reader) => list(reader, offset))
      const { answer } = asked
      if (answer.kind !== 'refused' && answer.kind !== 'missing') return asked
      if (again) throw new ScanStopped('refused', 'reason' in answer ? answer.reason : 'status 404')
      await run.deps.sleep(AGAIN_MS)
    }
  } catch (error) {
    if (!(error instanceof ScanStopped) || error.outcome !== 'unavailable' || offset === 0) throw error
    const { answer } = await askPatiently(run, place, (reader) => list(reader, 0))
    throw answer.kind === 'page' ? new ScanStopped('refused', error.reason) : error
  }
}

/** Whether a page begins no later than the last one ended. */
function joins({ last, through }: SweepPlace, { records, keys }: Page): boolean {
  const [first] = records
  return last.includes(keys[0] ?? '') || (first !== undefined && through !== null && first.createdMs < through)
}

/** Moves the place to the end of the page and begins to write it, while the next one is read. */
function beginWriting<Read extends Page>(
  run: ScanRun,
  place: SweepPlace,
  page: Read,
  startedAt: DatabaseTime,
  take: TakePage<Read>,
): void {
  const { through, last } = place
  const keys = page.keys.filter((key) => key !== null)
  if (keys.length < page.keys.length) place.knowsAbsence = false
  // A time in the far future must not take the rest of the list with it.
  const latest = startedAt / 1000 + DAY_MS
  const ending = page.records.findLast(({ createdMs }) => createdMs >= (through ?? 0) && createdMs <= latest)
  const to = ending?.createdMs ?? through
  const from = last.length > MOST_TIES && through !== null ? through + 1 : through
  // Without a time that was understood, the stretch is empty: other rows are compared with later pages.
  run.written = take(page, { from, to: page.isLast ? null : (to ?? 0), ids: [...last, ...keys], startedAt })
  // A failure is thrown where the writing is awaited.
  run.written.catch(() => {})
  // Records of the last moment may continue on the next page, and are compared together with it.
  const ties =
    to === through ? last.length + keys.length : page.records.filter(({ createdMs }) => createdMs === to).length
  place.last = [...last, ...keys].slice(-Math.min(MOST_TIES + 1, Math.max(OVERLAP, ties)))
  place.through = to
}

function restart(place: SweepPlace): void {
  place.restarts++
  if (place.restarts > MAX_RESTARTS) throw new ScanStopped('refused', 'the list changes faster than it is read')
  beginStep(place, place.step)
}

/** What an answer that is no page means for a scan. */
export function stopAt(answer: { kind: string; reason?: string }): ScanStopped {
  const { kind, reason = 'status 404' } = answer
  return new ScanStopped(kind === 'missing' ? 'unavailable' : 'not-understood', reason)
}
