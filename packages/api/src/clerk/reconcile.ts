import type { Lease } from '@roster/db'
import {
  countChange,
  readClerk,
  ReconcileStopped,
  type ReconcileCounts,
  type ReconcileOptions,
  type ReconcileRun,
} from './reconcile-run.ts'
import { reportReconcile } from './report-reconcile.ts'
import { scanMemberships, scanUsers } from './reconcile-scans.ts'
import type { SyncDeps } from './sync-deps.ts'

/**
 * `completed`: the mirror holds what Clerk holds. `missing`: Clerk doesn't know the organization. `busy`: another has the
 * lease. `superseded`: the lease ran out. `rate-limited`: no budget. `unavailable`: Clerk didn't answer, or not sensibly.
 */
export type ReconcileOutcome = 'completed' | 'busy' | ReconcileStopped['outcome']

export type ReconcileResult = { outcome: ReconcileOutcome } & ReconcileCounts

/** Reads one organization of Clerk whole and repairs the mirror by it, under the organization's lease. */
export async function reconcileOrganization(
  deps: SyncDeps,
  orgId: string,
  options: ReconcileOptions = {},
): Promise<ReconcileResult> {
  const lease = await deps.store.leaseOrganization(orgId)
  if (lease) return reconcileLeased(deps, lease, options)
  return { outcome: 'busy', users: 0, memberships: 0, corrections: 0, marked: 0, calls: 0 }
}

/** As {@link reconcileOrganization}, by who already has the lease. */
export async function reconcileLeased(
  deps: SyncDeps,
  lease: Lease,
  options: ReconcileOptions = {},
): Promise<ReconcileResult> {
  const run: ReconcileRun = {
    deps,
    lease,
    options,
    counts: { users: 0, memberships: 0, corrections: 0, marked: 0, calls: 0 },
    loggedAt: lease.startedAt,
  }
  const report = (outcome: ReconcileOutcome): ReconcileResult => {
    const result = { outcome, ...run.counts }
    reportReconcile(deps.log, lease, result)
    return result
  }
  const end = (how: 'completed' | 'given-up') => deps.store.endLease(run.lease, how)
  try {
    await repair(run)
    await end('completed')
    return report('completed')
  } catch (error) {
    // If not even this reaches the database, the lease runs out by itself.
    await end('given-up').catch(() => {})
    if (error instanceof ReconcileStopped) return report(error.outcome)
    throw error
  }
}

// No transaction is open here: each read is followed by short statements. A killed one begins anew.
async function repair(run: ReconcileRun): Promise<void> {
  await readOrganization(run)
  const users = await scanUsers(run)
  const members = await scanMemberships(run)
  // Members that only the mirror or only the scan of users has are asked for by name before anything is believed of them.
  const unseen = await run.deps.store.unseenMembers(run.lease.orgId, [...users], [...members])
  for (let at = 0; at < unseen.length; at += POINT_READ) await confirm(run, unseen.slice(at, at + POINT_READ))
}

async function readOrganization(run: ReconcileRun): Promise<void> {
  const { store } = run.deps
  const { orgId } = run.lease
  const { answer, startedAt } = await readClerk(run, (reader) => reader.getOrganization(orgId))
  if (answer.kind === 'refused') throw new ReconcileStopped('unavailable')
  if (answer.kind === 'found')
    return countChange(run, await store.applyOrganizations([answer.value], { kind: 'point', startedAt }))
  countChange(run, await store.applyOrganizationAbsent(orgId, startedAt))
  throw new ReconcileStopped('missing')
}

const POINT_READ = 100

async function confirm(run: ReconcileRun, userIds: readonly string[]): Promise<void> {
  const { store } = run.deps
  const { orgId } = run.lease
  const { answer, startedAt } = await readClerk(run, (reader) => reader.findMemberships(orgId, userIds))
  if (answer.kind !== 'found') throw new ReconcileStopped('unavailable')
  const found = new Set(answer.value.map(({ userId }) => userId))
  const gone = userIds.filter((userId) => !found.has(userId))
  if (found.size > 0) countChange(run, await store.applyMemberships(answer.value, { kind: 'point', startedAt }))
  if (gone.length > 0) countChange(run, await store.applyMembershipsAbsent(orgId, gone, startedAt))
}
