import type { ListedRecords, ScanLease } from '@roster/db'
import { z } from 'zod'
import type { ClerkReader, ListPage, PageRead } from '../../clerk/clerk-reader.ts'
import { noteOddRecords } from '../note-odd-records.ts'
import type { SyncDeps } from '../sync-deps.ts'
import { reportNews } from './report-sweep.ts'
import { applyListed, askPatiently, ScanStopped, type ScanRun } from './scan-run.ts'

/** The time up to which each list has been read, on Clerk's clock. */
const watermarks = z
  .object({ users: z.number(), memberships: z.number(), organizations: z.number() })
  .catch({ users: 0, memberships: 0, organizations: 0 })

const REST_MS = 5_000
// Covers the lag of Clerk's replicas and differences between its clocks.
const MARGIN_MS = 10 * 60 * 1000
// With more changes in a minute, the rest is left to the sweep.
const MOST_PAGES = 20

type Tail<Row> = {
  since: number
  list: (reader: ClerkReader, offset: number) => Promise<PageRead<ListPage<Row>>>
  timeOf: (row: Row) => number
  listed: (records: Row[]) => ListedRecords
}

/** Reads the last changed users and the newest memberships and organizations. Returns the number of corrected rows. */
export async function runTail(
  deps: SyncDeps,
  lease: ScanLease,
  everyMs: number,
  isPaused: () => boolean,
): Promise<number> {
  const { store } = deps
  const run: ScanRun = { deps, lease, savedAt: lease.beganAt, calls: 0, isPaused }
  const before = watermarks.parse(lease.place)
  let corrections = 0
  const read = async <Row>(tail: Tail<Row>): Promise<number> => {
    const done = await readTail(run, before, tail)
    corrections += done.written
    return done.latest
  }
  try {
    const organizations = await read({
      since: before.organizations,
      list: (reader, offset) => reader.listAllOrganizations(offset, 'newest'),
      timeOf: ({ createdMs }) => createdMs,
      listed: (records) => ({ kind: 'organization', records }),
    })
    const users = await read({
      since: before.users,
      list: (reader, offset) => reader.listChangedUsers(offset),
      timeOf: ({ updatedMs }) => updatedMs,
      listed: (records) => ({ kind: 'user', records }),
    })
    const memberships = await read({
      since: before.memberships,
      list: (reader, offset) => reader.listAllMemberships(offset, 'newest'),
      timeOf: ({ createdMs }) => createdMs,
      listed: (records) => ({ kind: 'membership', records }),
    })
    const place = { users, memberships, organizations }
    await store.endScan(run.lease ?? lease, { how: 'completed', everyMs, place })
  } catch (error) {
    await store.endScan(run.lease ?? lease, { how: 'given-up', restMs: REST_MS }).catch(() => {})
    if (!(error instanceof ScanStopped)) throw error
    reportNews(deps.log, 'tail', error)
  }
  // What the first run writes was not there before, whatever webhooks came.
  return before.users === 0 ? 0 : corrections
}

async function readTail<Row>(
  run: ScanRun,
  place: object,
  { since, list, timeOf, listed }: Tail<Row>,
): Promise<{ latest: number; written: number }> {
  let latest = since
  let written = 0
  for (let offset = 0, pages = 0; pages < MOST_PAGES; pages++) {
    const from = offset
    const { answer, startedAt } = await askPatiently(run, place, (reader) => list(reader, from))
    if (answer.kind !== 'page') throw new ScanStopped('not-understood', 'reason' in answer ? answer.reason : null)
    const { records, odd, keys, isLast } = answer
    const found = listed(records)
    written += (await applyListed(run.deps.store, found, startedAt)).written
    await noteOddRecords(run.deps, found.kind, odd, null)
    const times = records.map(timeOf)
    // A time in the future must not end the next runs at their first page.
    latest = Math.min(Math.max(latest, ...times), Math.floor(startedAt / 1000))
    // The first run reads one page: the sweep reads the rest. The last record is the oldest, unless others lack a time.
    if (isLast || keys.length === 0 || since === 0 || (times.at(-1) ?? Infinity) < since - MARGIN_MS) break
    offset += keys.length
  }
  return { latest, written }
}
