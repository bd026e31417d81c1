import type { DatabaseTime } from './records.ts'

/**
 * The time source of the mirror's SQL, always the same text, because connections keep the plan of each text. Tests may
 * set the clock, the fence and `apart`; others use the defaults.
 */
export type MirrorClock = { now: string; fence: DatabaseTime; apart?: DatabaseTime }

/** The fence: a read may change a row that was written 10 s before it began, longer than Clerk's replicas lag. */
export const DEFAULT_CLOCK: MirrorClock = { now: 'clock_timestamp()', fence: 10_000_000 }

// A read that needs a second one to agree is repeated after a minute, when a lagging replica has caught up.
const APART = 60_000_000

export function fenceInterval({ fence }: MirrorClock): string {
  return `interval '${Math.trunc(fence)} microseconds'`
}

/** SQL for the minimum time between two reads that have to agree, as an interval. */
export function apartInterval({ apart = APART }: MirrorClock): string {
  return `interval '${Math.trunc(apart)} microseconds'`
}

/**
 * SQL that is true if a stored time is at most `ahead` (an interval) in the future. A later time was stored before the
 * database's clock was set back, and counts as long ago.
 */
export function isCredible(column: string, clock: MirrorClock, ahead?: string): string {
  return `${column} <= ${clock.now}${ahead === undefined ? '' : ` + interval '${ahead}'`}`
}

/** SQL that reads a `DatabaseTime` parameter. */
export function timestampOf(parameter: string): string {
  return `(timestamptz 'epoch' + ${parameter}::bigint * interval '1 microsecond')`
}

/** SQL that converts a timestamp to a `DatabaseTime`, as JSON: a database may print only 15 digits of a float8, one too few. */
export function timeOf(expression: string): string {
  return `to_json((extract(epoch FROM ${expression}) * 1000000)::bigint)`
}
