import type { DriftRow, ListedRecords, MissingRow } from '@roster/db'
import type { SyncDeps } from '../sync-deps.ts'
import { askPatiently, type ScanRun } from './scan-run.ts'
import { sweepLists } from './sweep-lists.ts'
import { readPlace, type SweepPlace } from './sweep-place.ts'

/** The number of rows of an organization that are not in the mirror, not in Clerk, or differ; '' for users. */
export type Drift = { orgId: string; missing: number; surplus: number; different: number }

const AT_ONCE = 100

/** Compares all of Clerk's instance with the mirror and changes neither. A surplus row is first confirmed by name. */
export async function measureDrift(
  deps: SyncDeps,
  isPaused: () => boolean,
  onProgress: (place: Readonly<SweepPlace>) => void,
): Promise<Drift[]> {
  const place = readPlace(null)
  const run: ScanRun = { deps, lease: null, savedAt: 0, calls: 0, isPaused }
  // Pages overlap, so a row may occur twice.
  const rows = new Map<string, { kind: ListedRecords['kind']; row: DriftRow }>()
  await sweepLists(run, place, async (listed, _odd, stretch) => {
    const { kind } = listed
    for (const row of await deps.store.compareStretch(listed, stretch))
      rows.set(`${kind} ${row.orgId} ${row.userId}`, { kind, row })
    onProgress(place)
  })

  const drift = new Map<string, Drift>()
  const count = (orgId: string, what: DriftRow['what']) => {
    const sum = drift.get(orgId) ?? { orgId, missing: 0, surplus: 0, different: 0 }
    sum[what]++
    drift.set(orgId, sum)
  }
  const users: DriftRow[] = []
  for (const { kind, row } of rows.values()) {
    if (row.what === 'surplus' && !(await isGone(run, kind, row))) continue
    if (kind === 'user') users.push(row)
    else count(row.orgId, row.what)
  }
  for (let at = 0; at < users.length; at += AT_ONCE) {
    const some = users.slice(at, at + AT_ONCE)
    const theirs = await deps.store.organizationsOf(some.map(({ userId }) => userId))
    for (const { userId, what } of some) {
      const organizations = theirs.filter((row) => row.userId === userId)
      for (const { orgId } of organizations.length > 0 ? organizations : [{ orgId: '' }]) count(orgId, what)
    }
  }
  return [...drift.values()].sort((a, b) => (a.orgId < b.orgId ? -1 : 1))
}

/** Whether a row is gone from Clerk. A page may lack an existing row if others joined or left meanwhile. */
async function isGone(run: ScanRun, kind: ListedRecords['kind'], { orgId, userId }: MissingRow): Promise<boolean> {
  if (kind === 'user')
    return (await askPatiently(run, {}, (reader) => reader.getUser(userId))).answer.kind === 'missing'
  if (kind === 'organization')
    return (await askPatiently(run, {}, (reader) => reader.getOrganization(orgId))).answer.kind === 'missing'
  const { answer } = await askPatiently(run, {}, (reader) => reader.findMemberships(orgId, [userId]))
  return answer.kind === 'missing' || (answer.kind === 'found' && answer.value.missing.length > 0)
}
