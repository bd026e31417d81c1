import { hash } from 'node:crypto'
import type pg from 'pg'
import { number, row } from '../rows/columns.ts'
import { queryRows } from '../rows/query-rows.ts'
import type { MirrorClock } from './clock.ts'
import type { Tally } from '../mirror.ts'
import type { Source } from '../spec/decide.ts'
import { liveVerdict, sameAsHeld, upsertSql, VERSION, type Upsert } from './upsert.ts'

/** The columns of a record, beginning with its key: the type of each, and its value. */
export type Columns<Row> = Readonly<Record<string, readonly [type: string, valueOf: (row: Row) => unknown]>>

/** Runs changes on a pool. `values` are the parameters of the change's SQL. */
export function changesOn(pool: pg.Pool, clock: MirrorClock) {
  return async (values: readonly unknown[], upsert: Upsert): Promise<Tally> => {
    const text = upsertSql(upsert, clock)
    // Named by its text, so that a connection parses it once: that took as long as the change of one row. A connection
    // keeps the plan of a name, so a batch has none: planned for small tables, it reads large ones for each of its rows.
    const isBatch = values.some((value) => Array.isArray(value) && value.length > 1)
    const name = isBatch ? undefined : hash('sha256', text, 'base64url').slice(0, 22)
    const statement = { name, text, values: [...values] }
    const [tally] = await queryRows(pool, row({ written: number, marked: number }), statement)
    return tally ?? { written: 0, marked: 0 }
  }
}

/** The change to live rows with these columns. Its parameters: `arraysOf()`, `startOf()`. */
export function liveChange(
  rows: Pick<Upsert, 'table' | 'key' | 'stripe'>,
  columns: Columns<never>,
  { kind }: Source,
  clock: MirrorClock,
): Upsert {
  const names = Object.keys(columns)
  const incarnations = rows.table === 'membership'
  return {
    ...rows,
    columns: names.slice(rows.key.length),
    incoming: unnest(columns),
    same: sameAsHeld(incarnations),
    state: 'live',
    verdict: liveVerdict(kind, `$${names.length + 1}`, incarnations, clock),
    doubt: VERSION,
  }
}

/** The values of each column, as the parameters of {@link unnest}. */
export function arraysOf<Row>(columns: Columns<Row>, rows: readonly Row[]): unknown[][] {
  return Object.values(columns).map(([, valueOf]) => rows.map((row) => valueOf(row)))
}

/** SQL for a relation of the arrays in the parameters from `first` on. */
export function unnest(columns: Columns<never>, first = 1): string {
  const arrays = Object.values(columns).map(([type], at) => `$${first + at}::${type}[]`)
  return `unnest(${arrays.join(', ')}) AS incoming(${Object.keys(columns).join(', ')})`
}

/**
 * Removes duplicate keys from a batch, because a statement cannot decide on one row twice. Keeps the newest
 * incarnation, then the newest edit.
 */
export function uniqueByKey<Row extends { createdMs: number; updatedMs: number }>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
): Row[] {
  const inOrder = rows.toSorted((a, b) => a.createdMs - b.createdMs || a.updatedMs - b.updatedMs)
  return [...new Map(inOrder.map((row) => [keyOf(row), row])).values()]
}
