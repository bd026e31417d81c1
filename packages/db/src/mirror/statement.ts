import { hash } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import { number, row } from '../rows/columns.ts'
import { queryRows } from '../rows/query-rows.ts'
import type { MirrorClock } from './clock.ts'
import type { Tally } from '../mirror.ts'
import type { Source } from '../spec/decide.ts'
import {
  comparedColumns,
  differs,
  liveVerdict,
  sameAsHeld,
  startOf,
  upsertSql,
  VERSION,
  type Upsert,
} from './upsert.ts'

/** The columns of a record, beginning with its key: the type of each, and its value. */
export type Columns<Row> = Readonly<Record<string, readonly [type: string, valueOf: (row: Row) => unknown]>>

// To digest a page at once would delay webhooks by a millisecond; with a pause after each slice it delays hardly any.
const SLICE = 50
const PAUSE_MS = 1

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

/**
 * Changes live rows with these columns, of which no two have the same key. A batch is mostly a page of a list, whose rows
 * equal the mirror's: a short statement leaves those out, because the whole change takes two or three times as long.
 */
export function liveChangesOn<Row>(
  pool: pg.Pool,
  clock: MirrorClock,
  of: Pick<Upsert, 'table' | 'key' | 'stripe'>,
  columns: Columns<Row>,
  consequences: Upsert['consequences'] = {},
) {
  const change = changesOn(pool, clock)
  const names = Object.keys(columns)
  const incarnations = of.table === 'membership'
  const same = `held.doubt IS NULL AND ${sameAsHeld(incarnations)}`
  const needed = new Set([...of.key, ...comparedColumns(incarnations)])
  const compared: Columns<[position: number, row: Row]> = {
    position: ['int', ([position]) => position],
    ...Object.fromEntries(
      Object.entries(columns).flatMap(([name, [type, valueOf]]) =>
        needed.has(name) ? [[name, [type, ([, one]) => valueOf(one)]]] : [],
      ),
    ),
  }

  async function differing(rows: readonly Row[]): Promise<Row[]> {
    const numbered = [...rows.entries()]
    const texts = Object.keys(compared).map((): string[] => [])
    for (let at = 0; at < rows.length; at += SLICE) {
      if (at > 0) await delay(PAUSE_MS)
      const slice = arraysOf(compared, numbered.slice(at, at + SLICE))
      for (const [column, values] of slice.entries()) texts[column]?.push(values.map(elementOf).join())
    }
    const arrays = texts.map((slices) => `{${slices.join()}}`)
    const text = `SELECT position FROM ${unnest(compared)} WHERE ${differs({ ...of, same })}`
    const found = await queryRows(pool, row({ position: number }), text, arrays)
    const positions = new Set(found.map(({ position }) => position))
    return rows.filter((_row, at) => positions.has(at))
  }

  return async (rows: readonly Row[], source: Source): Promise<Tally> => {
    const changed = rows.length > 1 ? await differing(rows) : rows
    if (changed.length === 0) return { written: 0, marked: 0 }
    return change([...arraysOf(columns, changed), ...startOf(source)], {
      ...of,
      columns: names.slice(of.key.length),
      incoming: unnest(columns),
      same,
      state: 'live',
      verdict: liveVerdict(source.kind, `$${names.length + 1}`, incarnations, clock),
      doubt: VERSION,
      consequences,
    })
  }
}

/** The values of each column, as the parameters of {@link unnest}. */
export function arraysOf<Row>(columns: Columns<Row>, rows: readonly Row[]): unknown[][] {
  return Object.values(columns).map(([, valueOf]) => rows.map((row) => valueOf(row)))
}

/** A value as it is written in the text of an array. The driver writes whole arrays at once, and takes several times as long. */
function elementOf(value: unknown): string {
  return typeof value === 'string' ? `"${value.replaceAll(/["\\]/g, String.raw`\$&`)}"` : String(value)
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
