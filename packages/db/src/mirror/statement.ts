import { createHash } from 'node:crypto'
import type pg from 'pg'
import { number, row } from '../rows/columns.ts'
import { queryRows } from '../rows/query-rows.ts'
import { DEFAULT_CLOCK, type MirrorClock } from './clock.ts'
import type { Tally } from '../mirror.ts'

/** Runs the statement of a change and returns its tally. */
export async function runChange(
  pool: pg.Pool,
  clock: MirrorClock,
  sql: string,
  values: readonly unknown[],
): Promise<Tally> {
  // Named by its text, so that each connection parses it once: parsing took as long as the change. Not for a test's
  // clock, whose texts keep changing and whose plans would accumulate.
  const named = clock === DEFAULT_CLOCK && {
    name: createHash('sha256').update(sql).digest('base64url').slice(0, 22),
  }
  const statement = { ...named, text: sql, values: [...values] }
  const [tally] = await queryRows(pool, row({ written: number, marked: number }), statement)
  return tally ?? { written: 0, marked: 0 }
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
