import type { DueRow, Tally } from '@roster/db'
import { askClerk } from './ask-clerk.ts'
import type { SyncDeps } from './sync-deps.ts'

/** What one pass over the due rows did: `corrections` is how many of them were not as Clerk has them. */
export type ResyncCounts = { due: number; read: number; corrections: number; failed: number; postponed: number }

const ROWS_AT_ONCE = 20
const WAIT_AFTER_FAILURE_MS = 5_000

/** Reads rows whose mark is due from Clerk, one by one, until none is due, the budget is spent or Clerk fails. */
export async function runResyncPass(deps: SyncDeps): Promise<ResyncCounts> {
  const counts: ResyncCounts = { due: 0, read: 0, corrections: 0, failed: 0, postponed: 0 }
  for (;;) {
    const rows = await deps.store.leaseDue(ROWS_AT_ONCE)
    counts.due += rows.length
    let waitMs = 0
    for (const row of rows) {
      if (waitMs === 0) waitMs = await resync(deps, row, counts)
      else await deps.store.postponeDue(row, waitMs)
      if (waitMs > 0) counts.postponed++
    }
    if (rows.length < ROWS_AT_ONCE || waitMs > 0) return counts
  }
}

/** Reads one row; a result above 0 is how long to leave Clerk alone. */
async function resync(deps: SyncDeps, row: DueRow, counts: ResyncCounts): Promise<number> {
  const read = await readRow(deps, row)
  if ('retryAfterMs' in read) {
    await deps.store.postponeDue(row, read.retryAfterMs)
    return read.retryAfterMs
  }
  if ('failed' in read) {
    counts.failed++
    await deps.store.postponeDue(row, 'failed')
    return WAIT_AFTER_FAILURE_MS
  }
  counts.read++
  counts.corrections += read.written
  await deps.store.settleDue(row)
  return 0
}

type Read = Tally | { retryAfterMs: number } | { failed: true }

async function readRow(deps: SyncDeps, row: DueRow): Promise<Read> {
  const { store } = deps
  if (row.kind === 'user') {
    const { answer, startedAt } = await askClerk(deps, 'resync', (reader) => reader.getUser(row.userId))
    if (answer.kind === 'found') return store.applyUsers([answer.value], { kind: 'point', startedAt })
    return answer.kind === 'missing' ? store.applyUserAbsent(row.userId, startedAt) : failureOf(answer)
  }
  if (row.kind === 'organization') {
    const { answer, startedAt } = await askClerk(deps, 'resync', (reader) => reader.getOrganization(row.orgId))
    if (answer.kind === 'found') return store.applyOrganizations([answer.value], { kind: 'point', startedAt })
    return answer.kind === 'missing' ? store.applyOrganizationAbsent(row.orgId, startedAt) : failureOf(answer)
  }
  const { answer, startedAt } = await askClerk(deps, 'resync', (reader) =>
    reader.findMemberships(row.orgId, [row.userId]),
  )
  if (answer.kind === 'found' && answer.value.length > 0)
    return store.applyMemberships(answer.value, { kind: 'point', startedAt })
  // Without its organization there is no membership either.
  if (answer.kind === 'found' || answer.kind === 'missing')
    return store.applyMembershipsAbsent(row.orgId, [row.userId], startedAt)
  return failureOf(answer)
}

function failureOf(answer: { kind: string; retryAfterMs?: number }): Read {
  return answer.retryAfterMs === undefined ? { failed: true } : { retryAfterMs: answer.retryAfterMs }
}
