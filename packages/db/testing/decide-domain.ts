import type { Change, Doubt, Incarnation, Moment, Source, StoredRow } from '../src/spec/decide.ts'

/** One input of the decision: a row and a change. */
export type Case = { row: StoredRow | undefined; change: Change }

export const MOMENT: Moment = { now: 1_000, fence: 10, apart: 30 }
const WRITTEN_AT = 100
const DOUBTED_AT = 120
const FUTURE = 2_000

const states = ['live', 'absent', 'deleted', 'unknown'] as const
const incarnations: Incarnation[] = [1, 2].flatMap((createdMs) =>
  ['a', 'b'].map((membershipId) => ({ createdMs, membershipId })),
)
const edits = [1, 2].flatMap((updatedMs) => ['x', 'y'].map((contentHash) => ({ updatedMs, contentHash })))
// Before the row was written, on both sides of the fence, and on it.
const readTimes = [50, 101, 110, 111, 200]
// The same for the doubt and for the time at which a second read counts, and a read of the future.
const doubtedReadTimes = [101, 120, 121, 149, 150, FUTURE]
const doubts: Doubt[] = [
  null,
  ...['absent', '1 x', '1 y'].map((says) => ({ says, since: DOUBTED_AT })),
  ...['absent', '1 x'].map((says) => ({ says, since: FUTURE })),
]

/** All inputs for a membership in a domain that has one value on each side of every comparison. */
export function memberships(): Case[] {
  // Doubts are decided like those of users, except for two memberships of the same millisecond.
  return [
    ...cross(incarnations, 1),
    ...doubted(incarnations.slice(0, 2), 1, doubts.slice(1, 3)),
    ...timeless({ createdMs: 0, membershipId: '' }, { createdMs: 0, membershipId: 'a' }),
  ]
}

/** All inputs for rows without incarnations. `reads`: reads that an absence needs, 1 for users, 2 for organizations. */
export function singles(reads: 1 | 2): Case[] {
  return [...cross([null], reads), ...doubted([null], reads, doubts), ...timeless(null, null)]
}

function cross(of: Incarnation[], reads: 1 | 2): Case[] {
  const rows = rowsOf(of, WRITTEN_AT, null)
  return [undefined, ...rows].flatMap((row) => changesOf(of, reads, readTimes).map((change) => ({ row, change })))
}

/** Rows in doubt, and rows that were written before the clock was set back. */
function doubted(of: Incarnation[], reads: 1 | 2, doubts: readonly Doubt[]): Case[] {
  const rows = [WRITTEN_AT, FUTURE].flatMap((writtenAt) => doubts.flatMap((doubt) => rowsOf(of, writtenAt, doubt)))
  return rows.flatMap((row) => changesOf(of, reads, doubtedReadTimes).map((change) => ({ row, change })))
}

/** A stub, and changes whose times are missing like its own. */
function timeless(stub: Incarnation, incarnation: Incarnation): Case[] {
  const nothing = { updatedMs: 0, contentHash: '', writtenAt: WRITTEN_AT, doubt: null }
  const changes = [...live(incarnation, { updatedMs: 0, contentHash: 'x' }, readTimes), deleted(incarnation)]
  return changes.map((change) => ({ row: { state: 'unknown', incarnation: stub, ...nothing }, change }))
}

function rowsOf(of: Incarnation[], writtenAt: number, doubt: Doubt): StoredRow[] {
  const stub = of[0] ? { createdMs: 0, membershipId: '' } : null
  return states.flatMap((state): StoredRow[] =>
    state === 'unknown'
      ? [{ state, incarnation: stub, updatedMs: 0, contentHash: '', writtenAt, doubt }]
      : of.flatMap((incarnation) => edits.map((edit) => ({ state, incarnation, ...edit, writtenAt, doubt }))),
  )
}

function changesOf(of: Incarnation[], reads: 1 | 2, times: readonly number[]): Change[] {
  return [
    ...of.flatMap((incarnation) => [...edits.flatMap((edit) => live(incarnation, edit, times)), deleted(incarnation)]),
    ...(reads === 1 ? [1] : [2, Number.POSITIVE_INFINITY]).flatMap((reads) =>
      times.map((startedAt): Change => ({ kind: 'absent', reads, startedAt })),
    ),
  ]
}

function live(
  incarnation: Incarnation,
  edit: { updatedMs: number; contentHash: string },
  times: readonly number[],
): Change[] {
  const reads = times.flatMap((startedAt): Source[] => [
    { kind: 'list', startedAt },
    { kind: 'point', startedAt },
  ])
  return [{ kind: 'webhook' } as const, ...reads].map((source) => ({ kind: 'live', incarnation, ...edit, source }))
}

function deleted(incarnation: Incarnation): Change {
  return { kind: 'deleted', incarnation }
}
