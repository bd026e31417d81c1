import { z } from 'zod'

const count = z.number().int().nonnegative()

/** The position and the counts of a sweep: all that another process needs to resume it. */
const sweepPlace = z.object({
  step: z.enum(['organizations', 'users', 'memberships', 'missing']),
  /** The number of records of this step that were read, if it pages by offset. */
  offset: count,
  /** The number of records on the last page. */
  page: count,
  /** The ids of the last records that were read, and the creation time of the last one. */
  last: z.array(z.string()),
  through: z.number().nullable(),
  /** When the step of the memberships began, on the database's clock. */
  membersFrom: z.number().nullable(),
  /** False once a record without an id was read: it may be any that was not seen. */
  knowsAbsence: z.boolean(),
  stepsBack: count,
  restarts: count,
  braked: z.boolean(),
  users: count,
  memberships: count,
  organizations: count,
  corrections: count,
  marked: count,
  unread: count,
  calls: count,
})

export type SweepPlace = z.output<typeof sweepPlace>

const BEGINNING: SweepPlace = {
  step: 'organizations',
  offset: 0,
  page: 0,
  last: [],
  through: null,
  membersFrom: null,
  knowsAbsence: true,
  stepsBack: 0,
  restarts: 0,
  braked: false,
  users: 0,
  memberships: 0,
  organizations: 0,
  corrections: 0,
  marked: 0,
  unread: 0,
  calls: 0,
}

/** Returns the stored place, or the beginning if none is stored or another version stored it. */
export function readPlace(kept: unknown): SweepPlace {
  return sweepPlace.safeParse(kept).data ?? { ...BEGINNING }
}

export function beginStep(place: SweepPlace, step: SweepPlace['step']): void {
  Object.assign(place, { step, offset: 0, page: 0, last: [], through: null, stepsBack: 0 })
}

/** Returns the progress of a sweep, for the log and the health report. */
export function progressOf(kept: unknown) {
  const { step, users, memberships, organizations, corrections, calls } = readPlace(kept)
  return { step, users, memberships, organizations, corrections, calls }
}
