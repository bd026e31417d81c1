import type pg from 'pg'
import type { Column } from './columns.ts'

/** The rows that a statement answers, each checked. */
export async function queryRows<Row>(
  client: Pick<pg.Pool, 'query'>,
  isRow: Column<Row>,
  statement: string | pg.QueryConfig | pg.QueryArrayConfig,
  values?: unknown[],
): Promise<Row[]> {
  const { rows } = await client.query<Record<string, unknown>>(statement, values)
  return rows.map((row: unknown) => {
    if (isRow(row)) return row
    throw new Error(
      'The database answered a row of another form than its statement promises, so the row was not used. Look whether another version of Roster has changed the tables.',
    )
  })
}
