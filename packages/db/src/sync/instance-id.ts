import type { Db } from '../connect/db.ts'

/** Clerk's id of the instance that this database mirrors; `seen` becomes it where none is stored yet. */
export async function instanceId(db: Db, seen: string | null): Promise<string | null> {
  const { rows } = await db.background.query<{ id: string | null }>(
    'UPDATE roster.instance SET clerk_id = $1 WHERE clerk_id IS NULL AND $1::text IS NOT NULL RETURNING clerk_id AS id',
    [seen],
  )
  if (rows[0]) return rows[0].id
  const stored = await db.background.query<{ id: string | null }>('SELECT clerk_id AS id FROM roster.instance')
  return stored.rows[0]?.id ?? null
}
