import type { Db } from './db.ts'

/** Rewrites one row unchanged. Rejects if the database is read-only. */
export async function tryWrite(db: Db): Promise<void> {
  await db.pool.query('UPDATE roster.instance SET issuer = issuer')
}
