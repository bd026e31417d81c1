import type { Change, Incarnation, Source, StoredRow } from '../src/decide.ts'

/** One question for the mirror: this row, this change. */
export type Case = { row: StoredRow | undefined; change: Change }

export const FENCE = 10
const WRITTEN_AT = 100

const states = ['live', 'absent', 'deleted', 'unknown'] as const
const incarnations: Incarnation[] = [1, 2].flatMap((createdMs) =>
  ['a', 'b'].map((membershipId) => ({ createdMs, membershipId })),
)
const edits = [1, 2].flatMap((updatedMs) => ['x', 'y'].map((contentHash) => ({ updatedMs, contentHash })))
// Before the row was written, on both sides of the fence, and on it.
const readTimes = [50, 101, 110, 111, 200]

/** Every question about a membership over a domain that has one value on each side of every comparison. */
export function memberships(): Case[] {
  return cross(incarnations)
}

/** The same for rows without incarnations: users and organizations. */
export function singles(): Case[] {
  return cross([null])
}

function cross(of: Incarnation[]): Case[] {
  const rows = states.flatMap((state): StoredRow[] =>
    state === 'unknown'
      ? [
          {
            state,
            incarnation: of[0] ? { createdMs: 0, membershipId: '' } : null,
            updatedMs: 0,
            contentHash: '',
            writtenAt: WRITTEN_AT,
          },
        ]
      : of.flatMap((incarnation) => edits.map((edit) => ({ state, incarnation, ...edit, writtenAt: WRITTEN_AT }))),
  )
  const changes = [
    ...of.flatMap((incarnation) => [...edits.flatMap((edit) => live(incarnation, edit)), deleted(incarnation)]),
    ...readTimes.map(absent),
  ]
  return [undefined, ...rows].flatMap((row) => changes.map((change) => ({ row, change })))
}

function live(incarnation: Incarnation, edit: { updatedMs: number; contentHash: string }): Change[] {
  const reads = readTimes.flatMap((startedAt): Source[] => [
    { kind: 'list', startedAt },
    { kind: 'point', startedAt },
  ])
  return [{ kind: 'webhook' } as const, ...reads].map((source) => ({ kind: 'live', incarnation, ...edit, source }))
}

function deleted(incarnation: Incarnation): Change {
  return { kind: 'deleted', incarnation }
}

function absent(startedAt: number): Change {
  return { kind: 'absent', startedAt }
}
