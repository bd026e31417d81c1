import { decide, versionOf, type Moment, type StoredRow } from '@roster/db/testing'
import type { Delivery, RowChange } from './delivery.ts'

/** A row of the mirror as the oracle sees it; `due` is whether it is marked to be read. */
export type OracleRow = StoredRow & { due: boolean }

/** The rows by table and key, joined by spaces. */
export type OracleRows = ReadonlyMap<string, OracleRow>

// Whatever was written before the round is older than its reads, and what is written in it is younger.
export const BEFORE = 0
const DURING = Number.POSITIVE_INFINITY
/** No time is in the future, every fresh read is believed, and no two reads of one round are apart. */
export const ROUND: Moment = { now: DURING, fence: 0, apart: 0 }

/** Whether these deliveries, one after the other in any order, lead from `rows` to `wanted`. */
export function isReachable(rows: OracleRows, deliveries: readonly Delivery[], wanted: string): boolean {
  const visited = new Set<string>()
  const reaches = (rows: OracleRows, left: readonly Delivery[]): boolean => {
    const told = digestOf(rows)
    if (left.length === 0) return told === wanted
    const place = `${left.map((delivery) => deliveries.indexOf(delivery))} ${told}`
    if (visited.has(place)) return false
    visited.add(place)
    return left.some((delivery, at) => reaches(applied(rows, delivery), left.toSpliced(at, 1)))
  }
  return reaches(rows, deliveries)
}

/** What two mirrors must have in common to be the same. */
export function digestOf(rows: OracleRows): string {
  return [...rows]
    .flatMap(([name, { state, due, incarnation, updatedMs, contentHash, doubt }]) => {
      // The trigger may leave a row of nothing to wait for.
      if (state === 'unknown' && !due) return []
      const version = state === 'live' ? ` at ${updatedMs} ${contentHash}` : ''
      const which = incarnation && state !== 'unknown' ? ` #${incarnation.membershipId} ${incarnation.createdMs}` : ''
      return `${name} ${state}${which}${version}${due ? ' due' : ''}${doubt ? ` doubts ${doubt.says}` : ''}`
    })
    .sort()
    .join('\n')
}

function applied(rows: OracleRows, { changes }: Delivery): OracleRows {
  const next = new Map(rows)
  for (const change of changes) {
    const wrote = applyTo(next, change)
    if (change.table === 'membership') follow(next, change, wrote)
  }
  return next
}

function applyTo(rows: Map<string, OracleRow>, { table, key, change }: RowChange): boolean {
  const name = `${table} ${key.join(' ')}`
  const row = rows.get(name)
  const decision = decide(row, change, ROUND)
  if (decision === 'resync' && row)
    rows.set(name, { ...row, due: true, writtenAt: change.kind === 'deleted' ? DURING : row.writtenAt })
  if (decision === 'doubt' && row) {
    const says = change.kind === 'live' ? versionOf(change) : 'absent'
    rows.set(name, { ...row, due: true, doubt: { says, since: DURING } })
  }
  if (decision === 'confirm' && row) rows.set(name, { ...row, doubt: null })
  if (decision !== 'write') return false
  const due = row?.due ?? false
  if (change.kind === 'live') {
    const { incarnation, updatedMs, contentHash } = change
    rows.set(name, { state: 'live', incarnation, updatedMs, contentHash, writtenAt: DURING, doubt: null, due })
  } else {
    const incarnation = change.kind === 'deleted' ? change.incarnation : (row?.incarnation ?? null)
    const gone = { state: change.kind, incarnation, updatedMs: 0, contentHash: '', writtenAt: DURING, doubt: null }
    // An absence that was read is read once more.
    rows.set(name, { ...gone, due: due || change.kind === 'absent' })
  }
  return true
}

/** What a change of a membership marks: a user that nobody has seen yet, or one who is no member any more. */
function follow(rows: Map<string, OracleRow>, { key, change }: RowChange, wrote: boolean): void {
  const [, userId = ''] = key
  const name = `app_user ${userId}`
  const user = rows.get(name)
  const live = rows.get(`membership ${key.join(' ')}`)?.state === 'live'
  if (change.kind === 'live') {
    const stub = { incarnation: null, updatedMs: 0, contentHash: '', writtenAt: DURING, doubt: null }
    if (live && !user) rows.set(name, { state: 'unknown', ...stub, due: true })
  } else if (wrote && user?.state === 'live') {
    const member = [...rows].some(
      ([other, { state }]) => other.startsWith('membership ') && other.endsWith(` ${userId}`) && state === 'live',
    )
    if (!member) rows.set(name, { ...user, due: true })
  }
}
