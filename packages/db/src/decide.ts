import type { DatabaseTime } from './mirror-records.ts'

export type MirrorState = 'live' | 'absent' | 'deleted' | 'unknown'

/** Which membership of the same two: leaving and joining again makes a newer one. Null where rows have none. */
export type Incarnation = { createdMs: number; membershipId: string } | null

/** What the decision needs to know of a row of the mirror. */
export type StoredRow = {
  state: MirrorState
  incarnation: Incarnation
  updatedMs: number
  contentHash: string
  writtenAt: DatabaseTime
}

/** Where a change comes from. `startedAt` is the database clock before the page or point read was asked for. */
export type Source = { kind: 'webhook' } | { kind: 'list' | 'point'; startedAt: DatabaseTime }

export type Change =
  | { kind: 'live'; incarnation: Incarnation; updatedMs: number; contentHash: string; source: Source }
  | { kind: 'deleted'; incarnation: Incarnation }
  | { kind: 'absent'; startedAt: DatabaseTime }

/**
 * `write` replaces the row by the change; `resync` leaves it and marks it to be read again from Clerk. A deletion that ends
 * in `resync` also counts as writing the row now: a read that started before may still show what was deleted.
 */
export type Decision = 'write' | 'resync' | 'ignore'

/**
 * Decides what one change does to one row. Pure, and the same decision as the mirror's SQL.
 * A read is believed against a row only if it started more than `fence` (in the clock's unit) after the row was written.
 */
export function decide(row: StoredRow | undefined, change: Change, fence: DatabaseTime): Decision {
  if (change.kind === 'live') return decideLive(row, change, fence)
  if (change.kind === 'deleted') return decideDeleted(row, change.incarnation)
  if (row?.state !== 'live') return 'ignore'
  return isFresh(row, change.startedAt, fence) ? 'write' : 'resync'
}

function decideLive(row: StoredRow | undefined, change: Change & { kind: 'live' }, fence: DatabaseTime): Decision {
  if (row === undefined || row.state === 'unknown') return 'write'
  const { source } = change
  const fresh = source.kind !== 'webhook' && isFresh(row, source.startedAt, fence)
  const order = compareIncarnations(change.incarnation, row.incarnation)
  if (order === 'older') return 'ignore'
  if (order === 'unordered') return fresh ? 'write' : 'resync'
  if (row.state === 'absent') return fresh && source.kind === 'point' ? 'write' : 'resync'
  if (order === 'newer') return 'write'
  if (row.state === 'deleted' || change.updatedMs < row.updatedMs) return 'ignore'
  if (change.updatedMs > row.updatedMs) return 'write'
  if (change.contentHash === row.contentHash) return 'ignore'
  return fresh ? 'write' : 'resync'
}

function decideDeleted(row: StoredRow | undefined, incarnation: Incarnation): Decision {
  if (row === undefined || row.state === 'unknown') return 'write'
  const order = compareIncarnations(incarnation, row.incarnation)
  if (order === 'older') return 'ignore'
  if (order === 'unordered') return 'resync'
  return order === 'same' && row.state === 'deleted' ? 'ignore' : 'write'
}

/** `unordered`: two memberships made in the same millisecond, of which only Clerk knows the later. */
function compareIncarnations(change: Incarnation, row: Incarnation): 'older' | 'same' | 'newer' | 'unordered' {
  if (change === null || row === null) return 'same'
  if (change.createdMs !== row.createdMs) return change.createdMs < row.createdMs ? 'older' : 'newer'
  return change.membershipId === row.membershipId ? 'same' : 'unordered'
}

function isFresh(row: StoredRow, startedAt: DatabaseTime, fence: DatabaseTime): boolean {
  return startedAt > row.writtenAt + fence
}
