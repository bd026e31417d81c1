import type { DatabaseTime } from './records.ts'

/** How the mirror's SQL reads the time: tests may turn the clock, the fence and `apart`; everyone else takes the defaults. */
export type MirrorClock = { now: string; fence: DatabaseTime; apart?: DatabaseTime }

/** A read is believed if it started 10 s after the row was written: longer than Clerk's replicas lag behind. */
export const DEFAULT_CLOCK: MirrorClock = { now: 'clock_timestamp()', fence: 10_000_000 }

// What one read alone doesn't prove is read again after a minute: by then a lagging replica has caught up.
const APART = 60_000_000

/** SQL for the fence as an interval. */
export function fenceInterval({ fence }: MirrorClock): string {
  return `interval '${Math.trunc(fence)} microseconds'`
}

/** SQL for the least time between two reads that have to agree, as an interval. */
export function apartInterval({ apart = APART }: MirrorClock): string {
  return `interval '${Math.trunc(apart)} microseconds'`
}

/**
 * SQL that is true where a stored time lies at most `ahead` (an interval) in the future. A later one was stored before the
 * database's clock stepped back, and counts as long ago.
 */
export function isCredible(column: string, clock: MirrorClock, ahead?: string): string {
  return `${column} <= ${clock.now}${ahead === undefined ? '' : ` + interval '${ahead}'`}`
}

/** SQL that reads a `DatabaseTime` parameter. */
export function timestampOf(parameter: string): string {
  return `(timestamptz 'epoch' + ${parameter}::bigint * interval '1 microsecond')`
}

/** SQL that gives a timestamp as a `DatabaseTime`: as float8, which holds microseconds exactly until 2255. */
export function timeOf(expression: string): string {
  return `(extract(epoch FROM ${expression}) * 1000000)::float8`
}
