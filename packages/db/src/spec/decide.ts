import type { DatabaseTime } from '../mirror/records.ts'

export type MirrorState = 'live' | 'absent' | 'deleted' | 'unknown'

/** Identifies one membership of a pair: joining again makes a newer one. Null for rows without incarnations. */
export type Incarnation = { createdMs: number; membershipId: string } | null

/** What a read found that needs a second read to agree, and when it was found first. */
export type Doubt = { says: string; since: DatabaseTime } | null

/** The fields of a mirror row that the decision depends on. */
export type StoredRow = {
  state: MirrorState
  incarnation: Incarnation
  updatedMs: number
  contentHash: string
  writtenAt: DatabaseTime
  doubt: Doubt
}

/** The source of a change. `startedAt` is the database clock's time before the page or point read was requested. */
export type Source = { kind: 'webhook' } | { kind: 'list' | 'point'; startedAt: DatabaseTime }

/** `reads`: the number of point reads that must find nothing before the absence counts; Infinity: none suffices. */
export type Change =
  | { kind: 'live'; incarnation: Incarnation; updatedMs: number; contentHash: string; source: Source }
  | { kind: 'deleted'; incarnation: Incarnation }
  | { kind: 'absent'; reads: number; startedAt: DatabaseTime }

/**
 * `write` replaces the row; `resync` leaves it and marks it to be read again from Clerk. A deletion that results in
 * `resync` also counts as a write now, since a read that began earlier may still show the deleted row. `doubt` stores
 * what the read found and marks the row; `confirm` ends a doubt that a read contradicts.
 */
export type Decision = 'write' | 'resync' | 'doubt' | 'confirm' | 'ignore'

/**
 * When a decision is made, in the clock's unit. A read may change a row only if it started more than `fence` after the
 * row was written. A second read agrees with the first only if it started at least `apart` after it.
 */
export type Moment = { now: DatabaseTime; fence: DatabaseTime; apart: DatabaseTime }

/** Decides the effect of one change on one row. Pure, and equal to the mirror's SQL. */
export function decide(row: StoredRow | undefined, change: Change, moment: Moment): Decision {
  if (change.kind === 'live') return decideLive(row, change, moment)
  if (change.kind === 'deleted') return decideDeleted(row, change.incarnation)
  return decideAbsent(row, change, moment)
}

function decideLive(row: StoredRow | undefined, change: Change & { kind: 'live' }, moment: Moment): Decision {
  if (row === undefined || row.state === 'unknown') return 'write'
  const { source } = change
  const fresh = source.kind !== 'webhook' && isFresh(row, source.startedAt, moment)
  const order = compareIncarnations(change.incarnation, row.incarnation)
  if (order === 'older') return 'ignore'
  // No row says that this membership was not deleted, and a read may lag by more than the fence.
  if (order === 'unordered') return fresh ? twice(row, change, source, moment) : 'resync'
  if (row.state === 'absent') {
    if (!fresh || source.kind !== 'point') return 'resync'
    return order === 'same' && change.updatedMs < row.updatedMs ? twice(row, change, source, moment) : 'write'
  }
  if (order === 'newer') return 'write'
  if (row.state === 'deleted') return 'ignore'
  if (change.updatedMs > row.updatedMs) return 'write'
  if (change.updatedMs < row.updatedMs) {
    // A late webhook is ignored. A read is not: the mirror's row may never have been true.
    return fresh ? twice(row, change, source, moment) : 'ignore'
  }
  if (change.contentHash !== row.contentHash) return fresh ? 'write' : 'resync'
  return fresh && row.doubt !== null && source.startedAt > row.doubt.since ? 'confirm' : 'ignore'
}

/** Writes what two point reads agree on. */
function twice(row: StoredRow, change: Change & { kind: 'live' }, source: Source, moment: Moment): Decision {
  if (source.kind !== 'point') return 'resync'
  return isAgreed(row, versionOf(change), source.startedAt, moment) ? 'write' : 'doubt'
}

function decideDeleted(row: StoredRow | undefined, incarnation: Incarnation): Decision {
  if (row === undefined || row.state === 'unknown') return 'write'
  const order = compareIncarnations(incarnation, row.incarnation)
  if (order === 'older') return 'ignore'
  if (order === 'unordered') return 'resync'
  return order === 'same' && row.state === 'deleted' ? 'ignore' : 'write'
}

function decideAbsent(row: StoredRow | undefined, change: Change & { kind: 'absent' }, moment: Moment): Decision {
  const { reads, startedAt } = change
  if (row === undefined || row.state === 'absent' || row.state === 'deleted') return 'ignore'
  if (reads === 1 && row.state === 'unknown') return 'ignore'
  if (!isFresh(row, startedAt, moment)) return 'resync'
  const agreed = reads === 1 || (reads === 2 && isAgreed(row, 'absent', startedAt, moment))
  return agreed ? 'write' : 'doubt'
}

/** `unordered`: two memberships created in the same millisecond, whose order only Clerk knows. */
function compareIncarnations(change: Incarnation, row: Incarnation): 'older' | 'same' | 'newer' | 'unordered' {
  if (change === null || row === null) return 'same'
  if (change.createdMs !== row.createdMs) return change.createdMs < row.createdMs ? 'older' : 'newer'
  return change.membershipId === row.membershipId ? 'same' : 'unordered'
}

/** Whether a read passes the fence. A row written in the future, before the clock was set back, counts as old. */
function isFresh(row: StoredRow, startedAt: DatabaseTime, { now, fence }: Moment): boolean {
  return startedAt <= now && (row.writtenAt > now || startedAt > row.writtenAt + fence)
}

function isAgreed({ doubt }: StoredRow, says: string, startedAt: DatabaseTime, { now, apart }: Moment): boolean {
  return doubt !== null && doubt.says === says && doubt.since <= now && startedAt >= doubt.since + apart
}

/** The text of a doubt about a version lower than the row's. */
export function versionOf({ updatedMs, contentHash }: { updatedMs: number; contentHash: string }): string {
  return `${updatedMs} ${contentHash}`
}
