import type { Db } from './db.ts'

/** Writes one row as it is: rejects where the database can be read only. */
export async function tryWrite(db: Db): Promise<void> {
  await db.pool.query('UPDATE roster.instance SET issuer = issuer')
}
