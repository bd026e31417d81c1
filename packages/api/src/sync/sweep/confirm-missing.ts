import type { DatabaseTime, ListedRecords, MissingRow } from '@roster/db'
import type { NotUnderstood } from '../../clerk/clerk-reader.ts'
import { noteOddRecords } from '../note-odd-records.ts'
import { askPatiently, countTally } from './scan-run.ts'
import { brakeSweep, type Sweep } from './brake-sweep.ts'

/** Rows that Clerk did not have when asked by name, and when it was asked. */
type Absences = {
  users: Absence[]
  organizations: Absence[]
  memberships: { orgId: string; userIds: string[]; startedAt: DatabaseTime }[]
}
type Absence = { id: string; startedAt: DatabaseTime }

const ROWS_AT_ONCE = 100
const FEW = 200
const SHARE = 0.005

/** Reads by name every row that the pages did not contain. Rows that are not found are absent, unless too many. */
export async function confirmMissing(sweep: Sweep): Promise<void> {
  const { place } = sweep
  // A record without an id may be any of them.
  if (!place.knowsAbsence) return
  const absences: Absences = { users: [], organizations: [], memberships: [] }
  await eachMissing(sweep, 'organization', async (rows) => {
    for (const { orgId } of rows) await confirmOrganization(sweep, orgId, absences)
  })
  await eachMissing(sweep, 'membership', async (rows) => {
    for (const [orgId, asked] of byOrganization(rows)) await confirmMemberships(sweep, orgId, asked, absences)
  })
  await eachMissing(sweep, 'user', async (rows) => {
    for (const { userId } of rows) await confirmUser(sweep, userId, absences)
  })
  await applyAbsences(sweep, absences)
}

async function eachMissing(
  { run, options, place }: Sweep,
  kind: ListedRecords['kind'],
  confirm: (rows: MissingRow[]) => Promise<void>,
): Promise<void> {
  for (let after: MissingRow | null = null; ;) {
    const rows: MissingRow[] = await run.deps.store.readMissing(kind, after, ROWS_AT_ONCE)
    await confirm(rows)
    options.onProgress?.(place)
    if (rows.length < ROWS_AT_ONCE) return
    after = rows.at(-1) ?? null
  }
}

async function confirmOrganization(sweep: Sweep, orgId: string, { organizations }: Absences): Promise<void> {
  const { run, place } = sweep
  const { store } = run.deps
  const { answer, startedAt } = await askPatiently(run, place, (reader) => reader.getOrganization(orgId))
  if (answer.kind === 'missing') return void organizations.push({ id: orgId, startedAt })
  if (answer.kind !== 'found') return noteUnread(sweep, 'organization', orgId, answer)
  countTally(place, await store.applyOrganizations([answer.value], { kind: 'point', startedAt }))
  await store.dropMissing('organization', [{ orgId, userId: '' }])
}

async function confirmUser(sweep: Sweep, userId: string, { users }: Absences): Promise<void> {
  const { run, place } = sweep
  const { store } = run.deps
  const { answer, startedAt } = await askPatiently(run, place, (reader) => reader.getUser(userId))
  if (answer.kind === 'missing') {
    users.push({ id: userId, startedAt })
    return brakeIfTooMany(sweep, users.length)
  }
  if (answer.kind !== 'found') return noteUnread(sweep, 'user', userId, answer)
  countTally(place, await store.applyUsers([answer.value], { kind: 'point', startedAt }))
  await store.dropMissing('user', [{ orgId: '', userId }])
}

async function confirmMemberships(
  sweep: Sweep,
  orgId: string,
  asked: readonly MissingRow[],
  { memberships }: Absences,
): Promise<void> {
  const { run, place } = sweep
  const { store } = run.deps
  const userIds = asked.map(({ userId }) => userId)
  const { answer, startedAt } = await askPatiently(run, place, (reader) => reader.findMemberships(orgId, userIds))
  // An organization that does not exist has no memberships, but only its own reconcile decides that it does not exist.
  if (answer.kind === 'missing') return store.hurryOrganization(orgId)
  if (answer.kind !== 'found') return noteUnread(sweep, 'membership', orgId, answer)
  const { memberships: found, missing, odd } = answer.value
  await noteOddRecords(run.deps, 'membership', odd, orgId)
  if (found.length > 0) countTally(place, await store.applyMemberships(found, { kind: 'point', startedAt }))
  await store.dropMissing(
    'membership',
    asked.filter(({ userId }) => !missing.includes(userId)),
  )
  if (missing.length > 0) memberships.push({ orgId, userIds: missing, startedAt })
  return brakeIfTooMany(
    sweep,
    memberships.reduce((sum, { userIds: gone }) => sum + gone.length, 0),
  )
}

async function brakeIfTooMany(sweep: Sweep, absences: number): Promise<void> {
  const { users, memberships, organizations } = sweep.place
  const most = Math.max(FEW, SHARE * (users + memberships + organizations))
  if (absences > most && sweep.options.believeAbsences !== true) await brakeSweep(sweep)
}

async function applyAbsences(
  { run, place, options }: Sweep,
  { users, organizations, memberships }: Absences,
): Promise<void> {
  const { store, log } = run.deps
  for (const { id, startedAt } of organizations) {
    const believed = options.believeAbsences === true || !(await store.areTooManyOrganizationsAbsent(id))
    countTally(place, await store.applyOrganizationAbsent(id, startedAt, believed))
  }
  for (const [orgId, answers] of byOrganization(memberships)) {
    const gone = answers.flatMap(({ userIds }) => userIds)
    if (options.believeAbsences !== true && (await store.areTooManyMembersAbsent(orgId, gone))) {
      log('error', TOO_MANY_MEMBERS, { cause: `sweep ${orgId}`, orgId, members: gone.length })
      continue
    }
    for (const { userIds, startedAt } of answers)
      countTally(place, await store.applyMembershipsAbsent(orgId, userIds, startedAt))
  }
  for (const { id, startedAt } of users) countTally(place, await store.applyUserAbsent(id, startedAt))
}

const TOO_MANY_MEMBERS =
  'A sweep would end too many memberships of one organization at once, so none of them were ended. Check CLERK_SECRET_KEY and Clerk; if it is true, run `pnpm reconcile --believe-absences` for it.'

async function noteUnread(
  { run, place }: Sweep,
  kind: ListedRecords['kind'],
  id: string,
  answer: NotUnderstood,
): Promise<void> {
  place.unread++
  await noteOddRecords(run.deps, kind, [{ id, userId: null, schemaPath: answer.reason, understood: false }], null)
}

function byOrganization<Row extends { orgId: string }>(rows: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of rows) groups.set(row.orgId, [...(groups.get(row.orgId) ?? []), row])
  return groups
}
