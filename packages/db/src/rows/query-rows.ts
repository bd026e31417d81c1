import type pg from 'pg'
import type { Column } from './columns.ts'
import { wrongRow } from './wrong-row.ts'

/** Runs a statement and returns its rows, each checked. */
export async function queryRows<Row>(
  client: Pick<pg.Pool, 'query'>,
  isRow: Column<Row>,
  statement: string | pg.QueryConfig,
  values?: unknown[],
): Promise<Row[]> {
  const answer = await client.query<Record<string, unknown>>(statement, values)
  const rows: unknown[] = answer.rows
  if (rows.every((row) => isRow(row))) return rows
  throw wrongRow()
}
