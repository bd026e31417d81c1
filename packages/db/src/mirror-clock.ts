import type { DatabaseTime } from './mirror-records.ts'

/** How the mirror's SQL tells time: tests may turn the clock and the fence; everyone else takes the defaults. */
export type MirrorClock = { now: string; fence: DatabaseTime }

/** A read is believed if it started 10 s after the row was written: longer than Clerk's replicas lag behind. */
export const DEFAULT_CLOCK: MirrorClock = { now: 'clock_timestamp()', fence: 10_000_000 }

/** SQL for the fence as an interval. */
export function fenceInterval({ fence }: MirrorClock): string {
  return `interval '${Math.trunc(fence)} microseconds'`
}

/** SQL that reads a `DatabaseTime` parameter. */
export function timestampOf(parameter: string): string {
  return `(timestamptz 'epoch' + ${parameter}::bigint * interval '1 microsecond')`
}

/** SQL that gives a timestamp as a `DatabaseTime`: as float8, which holds microseconds exactly until 2255. */
export function timeOf(expression: string): string {
  return `(extract(epoch FROM ${expression}) * 1000000)::float8`
}
