import type pg from 'pg'

const COLUMNS = `
  SELECT table_name AS name, string_agg(format('%1$I = %1$I - $1::interval', column_name), ', ') AS changes
  FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
  WHERE table_schema = 'roster' AND table_type = 'BASE TABLE' AND table_name <> '_prisma_migrations'
    AND data_type = 'timestamp with time zone'
  GROUP BY table_name`

/** Moves every stored time into the past, as if this much time had passed, so that tests need not wait. */
export async function letTimePass(db: { pool: Pick<pg.ClientBase, 'query'> }, seconds: number): Promise<void> {
  const { rows } = await db.pool.query<{ name: string; changes: string }>(COLUMNS)
  for (const { name, changes } of rows)
    await db.pool.query(`UPDATE roster.${name} SET ${changes.replaceAll('$1', `'${seconds} seconds'`)}`)
}
