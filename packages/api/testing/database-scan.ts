import type { Db } from '@roster/db'

/** All tables of the database in which any column of any row contains the text. */
export async function tablesHolding(db: Db, text: string): Promise<string[]> {
  const { rows: tables } = await db.pool.query<{ name: string }>(
    `SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) AS name FROM information_schema.tables
    WHERE table_schema NOT IN ('information_schema', 'pg_catalog') AND table_type = 'BASE TABLE' ORDER BY name`,
  )
  const holding: string[] = []
  for (const { name } of tables) {
    const { rowCount } = await db.pool.query(`SELECT FROM ${name} AS held WHERE held::text ILIKE '%' || $1 || '%'`, [
      text,
    ])
    if (rowCount) holding.push(name)
  }
  return holding
}
