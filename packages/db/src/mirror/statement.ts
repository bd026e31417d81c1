import { hash } from 'node:crypto'
import type pg from 'pg'
import { number, row } from '../rows/columns.ts'
import { queryRows } from '../rows/query-rows.ts'
import { DEFAULT_CLOCK, type MirrorClock } from './clock.ts'
import type { Tally } from '../mirror.ts'
import type { Source } from '../spec/decide.ts'
import { liveVerdict, sameAsHeld, upsertSql, VERSION, type Upsert } from './upsert.ts'

/** Runs changes on a pool. `values` are the parameters of the change's SQL. */
export function changesOn(pool: pg.Pool, clock: MirrorClock) {
  return async (values: readonly unknown[], upsert: Upsert): Promise<Tally> => {
    const text = upsertSql(upsert, clock)
    // Named by its text, so that each connection parses it once: parsing took as long as the change. Not for a test's
    // clock, whose texts keep changing and whose plans would accumulate.
    const named = clock === DEFAULT_CLOCK && {
      name: hash('sha256', text, 'base64url').slice(0, 22),
    }
    const statement = { ...named, text, values: [...values] }
    const [tally] = await queryRows(pool, row({ written: number, marked: number }), statement)
    return tally ?? { written: 0, marked: 0 }
  }
}

/** The change to live rows with these columns, which begin with the key. Its parameters: their arrays, `startOf()`. */
export function liveChange(
  rows: Pick<Upsert, 'table' | 'key' | 'stripe'>,
  columns: Readonly<Record<string, string>>,
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

/** SQL for a relation of the arrays in the parameters from `$1` on. */
export function unnest(columns: Readonly<Record<string, string>>): string {
  const arrays = Object.values(columns).map((type, at) => `$${at + 1}::${type}[]`)
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
