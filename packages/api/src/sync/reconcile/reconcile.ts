import type { DatabaseTime, Lease } from '@roster/db'
import { noteOddRecords } from '../note-odd-records.ts'
import {
  countChange,
  noteOdd,
  askWithRetries,
  ReconcileStopped,
  stopAt,
  type ReconcileCounts,
  type ReconcileOptions,
  type ReconcileRun,
} from './reconcile-run.ts'
import { userId } from '../../clerk/records.ts'
import { reportReconcile } from './report-reconcile.ts'
import { scanMemberships, scanUsers } from './reconcile-scans.ts'
import type { SyncDeps } from '../sync-deps.ts'

/**
 * `completed`: the mirror equals Clerk. `missing`: Clerk does not know the organization. `doubtful`: a first 404, which
 * needs a second one a minute later. `braked`: reads alone would end too much. `busy`: another process has the lease.
 * `superseded`: the lease expired. `rate-limited`: no budget. `unavailable`: no answer from Clerk. `not-understood`: an
 * invalid answer, which a retry would repeat. `out-of-time`: the caller's time was over.
 */
export type ReconcileOutcome = 'completed' | 'busy' | ReconcileStopped['outcome']

/** `reason` is what was wrong with Clerk's answer, if anything. */
export type ReconcileResult = { outcome: ReconcileOutcome; reason: string | null } & ReconcileCounts

/** Reads one organization from Clerk completely and repairs the mirror, under the organization's lease. */
export async function reconcileOrganization(
  deps: SyncDeps,
  orgId: string,
  options: ReconcileOptions = {},
): Promise<ReconcileResult> {
  const lease = await deps.store.leaseOrganization(orgId)
  if (lease) return reconcileLeased(deps, lease, options)
  return { outcome: 'busy', reason: null, ...nothing }
}

/** Like {@link reconcileOrganization}, for a caller that already holds the lease. */
export async function reconcileLeased(
  deps: SyncDeps,
  lease: Lease,
  options: ReconcileOptions = {},
): Promise<ReconcileResult> {
  const run: ReconcileRun = {
    deps,
    lease,
    options,
    counts: { ...nothing },
    loggedAt: lease.startedAt,
    knowsAbsence: true,
  }
  const report = (outcome: ReconcileOutcome, reason: string | null = null): ReconcileResult => {
    const result = { outcome, reason, ...run.counts }
    reportReconcile(deps.log, lease, result)
    return result
  }
  try {
    await repair(run)
    await deps.store.endLease(run.lease, 'completed')
    return report('completed')
  } catch (error) {
    const stopped = error instanceof ReconcileStopped ? error : null
    const how = stopped && gaveUp.has(stopped.outcome) ? 'given-up' : 'failed'
    // If this cannot reach the database either, the lease expires.
    await deps.store.endLease(run.lease, how).catch(() => {})
    if (stopped) return report(stopped.outcome, stopped.reason)
    throw error
  }
}

const nothing: ReconcileCounts = { users: 0, memberships: 0, corrections: 0, marked: 0, unread: 0, calls: 0 }
// Outcomes that are not a failure of the organization. An absent one has its own schedule.
const gaveUp = new Set<ReconcileOutcome>(['rate-limited', 'superseded', 'missing'])

// No transaction is open here: each read is followed by short statements. A killed reconcile starts over.
async function repair(run: ReconcileRun): Promise<void> {
  await readOrganization(run)
  // If too many are gone at once, everything is read again; twice in a row is no coincidence, and brakes.
  for (let scans = 1; ; scans++) {
    const absences = await scan(run)
    const gone = absences.flatMap(({ userIds }) => userIds)
    if (run.options.believeAbsences || !(await run.deps.store.areTooManyMembersAbsent(run.lease.orgId, gone)))
      return applyAbsences(run, absences)
    if (scans === 2) throw new ReconcileStopped('braked')
  }
}

async function readOrganization(run: ReconcileRun): Promise<void> {
  const { store } = run.deps
  const { orgId } = run.lease
  const { answer, startedAt } = await askWithRetries(run, (reader) => reader.getOrganization(orgId))
  if (answer.kind === 'missing') return endOrganization(run, startedAt)
  if (answer.kind === 'found')
    countChange(run, await store.applyOrganizations([answer.value], { kind: 'point', startedAt }))
  const { state } = await store.readSync(orgId)
  if (state === 'deleted') throw new ReconcileStopped('missing')
  // An invalid answer leaves the row unchanged. If the row is live, its members can still be read.
  if (state === 'live' && answer.kind === 'found') return
  if (answer.kind === 'found') throw new ReconcileStopped('doubtful')
  await noteOddRecords(
    run.deps,
    'organization',
    [{ id: orgId, userId: null, schemaPath: answer.reason, understood: false }],
    orgId,
  )
  if (state !== 'live') stopAt(answer)
  run.counts.unread++
}

async function endOrganization(
  { deps, lease, options, counts }: ReconcileRun,
  startedAt: DatabaseTime,
): Promise<never> {
  const { store } = deps
  const believed = options.believeAbsences || !(await store.areTooManyOrganizationsAbsent(lease.orgId))
  const { written, marked } = await store.applyOrganizationAbsent(lease.orgId, startedAt, believed)
  counts.corrections += written
  if (!believed) throw new ReconcileStopped('braked')
  throw new ReconcileStopped(marked > 0 ? 'doubtful' : 'missing')
}

const POINT_READ = 100

type Absences = { userIds: string[]; startedAt: DatabaseTime }[]

/** Reads all users and members, then reads by name those that only the mirror or only the scan of users has. */
async function scan(run: ReconcileRun): Promise<Absences> {
  const { store } = run.deps
  const { orgId } = run.lease
  const users = await scanUsers(run)
  const seen = [...(await scanMemberships(run))]
  const nobodys = seen.filter((key) => !userId.safeParse(key).success)
  const members = [...seen, ...(await store.usersOfMemberships(orgId, nobodys))]
  const unseen = await store.unseenMembers(orgId, [...users], members)
  const absences: Absences = []
  const questions = Array.from({ length: Math.ceil(unseen.length / POINT_READ) }, (_, at) =>
    unseen.slice(at * POINT_READ, (at + 1) * POINT_READ),
  )
  for (const asked of questions) {
    const { answer, startedAt } = await askWithRetries(run, (reader) => reader.findMemberships(orgId, asked))
    if (answer.kind !== 'found') return stopAt(answer)
    const { memberships, missing, odd } = answer.value
    // An odd membership without a user may be any of these: halve the question until it hides nobody else.
    if (asked.length > 1 && odd.some(({ userId: user }) => user === null)) {
      const half = Math.ceil(asked.length / 2)
      questions.push(asked.slice(0, half), asked.slice(half))
      continue
    }
    await noteOdd(run, 'membership', odd)
    if (memberships.length > 0)
      countChange(run, await store.applyMemberships(memberships, { kind: 'point', startedAt }))
    if (missing.length > 0) absences.push({ userIds: missing, startedAt })
  }
  return run.knowsAbsence ? absences : []
}

async function applyAbsences(run: ReconcileRun, absences: Absences): Promise<void> {
  for (const { userIds, startedAt } of absences)
    countChange(run, await run.deps.store.applyMembershipsAbsent(run.lease.orgId, userIds, startedAt))
}
