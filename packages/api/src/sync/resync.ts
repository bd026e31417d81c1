import type { DueRow, Tally } from '@roster/db'
import { askClerk } from '../clerk/ask-clerk.ts'
import type { NotUnderstood, RateLimited, Unavailable } from '../clerk/clerk-reader.ts'
import { noteOddRecords } from './note-odd-records.ts'
import type { SyncDeps } from './sync-deps.ts'

/**
 * The results of one pass over the due rows. `corrections`: rows that differed from Clerk. `failed`: rows for which
 * Clerk did not answer. `unread`: answers that do not match their schema or were not accepted.
 */
export type ResyncCounts = {
  due: number
  read: number
  corrections: number
  failed: number
  unread: number
  postponed: number
}

const ROWS_AT_ONCE = 20
const WAIT_AFTER_FAILURE_MS = 5_000

/** Reads due rows from Clerk one by one until none is due, the budget is spent, Clerk is down or `signal` fires. */
export async function runResyncPass(deps: SyncDeps, signal?: AbortSignal): Promise<ResyncCounts> {
  const counts: ResyncCounts = { due: 0, read: 0, corrections: 0, failed: 0, unread: 0, postponed: 0 }
  for (;;) {
    const rows = await deps.store.leaseDue(ROWS_AT_ONCE)
    counts.due += rows.length
    let waitMs = 0
    for (const row of rows) {
      if (signal?.aborted) waitMs = Math.max(waitMs, 1)
      if (waitMs === 0) waitMs = await resync(deps, row, counts)
      else await deps.store.postponeDue(row, waitMs)
      if (waitMs > 0) counts.postponed++
    }
    if (rows.length < ROWS_AT_ONCE || waitMs > 0) return counts
  }
}

/** Reads one row. A result above 0 is how long to make no call to Clerk, in ms. */
async function resync(deps: SyncDeps, row: DueRow, counts: ResyncCounts): Promise<number> {
  const read = await readRow(deps, row)
  if ('retryAfterMs' in read) {
    await deps.store.postponeDue(row, read.retryAfterMs)
    return read.retryAfterMs
  }
  if ('trouble' in read) {
    counts[read.trouble]++
    await deps.store.postponeDue(row, 'failed')
    return read.trouble === 'failed' ? WAIT_AFTER_FAILURE_MS : 0
  }
  counts.read++
  counts.corrections += read.written
  await deps.store.settleDue(row)
  return 0
}

type Read = Tally | { retryAfterMs: number } | { trouble: 'failed' | 'unread' }

async function readRow(deps: SyncDeps, row: DueRow): Promise<Read> {
  if (row.kind === 'user') return readUser(deps, row.userId)
  if (row.kind === 'organization') return readOrganization(deps, row.orgId)
  return readMembership(deps, row)
}

async function readUser(deps: SyncDeps, userId: string): Promise<Read> {
  const { answer, startedAt } = await askClerk(deps, 'resync', (reader) => reader.getUser(userId))
  if (answer.kind === 'found') return deps.store.applyUsers([answer.value], { kind: 'point', startedAt })
  if (answer.kind === 'missing') return deps.store.applyUserAbsent(userId, startedAt)
  return troubleOf(deps, 'user', userId, answer)
}

async function readOrganization(deps: SyncDeps, orgId: string): Promise<Read> {
  const { store } = deps
  const { answer, startedAt } = await askClerk(deps, 'resync', (reader) => reader.getOrganization(orgId))
  if (answer.kind === 'found') return store.applyOrganizations([answer.value], { kind: 'point', startedAt })
  if (answer.kind !== 'missing') return troubleOf(deps, 'organization', orgId, answer)
  const believed = !(await store.areTooManyOrganizationsAbsent(orgId))
  const tally = await store.applyOrganizationAbsent(orgId, startedAt, believed)
  return believed ? tally : { trouble: 'unread' }
}

async function readMembership(deps: SyncDeps, { orgId, userId }: { orgId: string; userId: string }): Promise<Read> {
  const { store } = deps
  const { answer, startedAt } = await askClerk(deps, 'resync', (reader) => reader.findMemberships(orgId, [userId]))
  if (answer.kind === 'missing') {
    const { state } = await store.readSync(orgId)
    // An organization that does not exist has no memberships, but this one answer is no proof that it does not exist.
    if (state === 'absent' || state === 'deleted') return store.applyMembershipsAbsent(orgId, [userId], startedAt)
    await store.hurryOrganization(orgId)
    return { trouble: 'unread' }
  }
  if (answer.kind !== 'found') return troubleOf(deps, 'membership', userId, answer)
  const { memberships, missing, odd } = answer.value
  await noteOddRecords(deps, 'membership', odd, orgId)
  if (memberships.length > 0) return store.applyMemberships(memberships, { kind: 'point', startedAt })
  if (missing.length === 0 || (await store.areTooManyMembersAbsent(orgId, missing))) return { trouble: 'unread' }
  return store.applyMembershipsAbsent(orgId, missing, startedAt)
}

/** Only an outage ends a pass. An answer that does not match its schema would recur, and later rows may be valid. */
async function troubleOf(
  deps: SyncDeps,
  kind: DueRow['kind'],
  id: string,
  answer: RateLimited | Unavailable | NotUnderstood,
): Promise<Read> {
  if (answer.kind === 'rate-limited') return { retryAfterMs: answer.retryAfterMs }
  if (answer.kind === 'unavailable') return { trouble: 'failed' }
  await noteOddRecords(deps, kind, [{ id, userId: null, schemaPath: answer.reason, understood: false }], null)
  return { trouble: 'unread' }
}
