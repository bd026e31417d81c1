import type { Db } from '../connect/db.ts'
import { orNull, row, text } from '../rows/columns.ts'
import { queryRows } from '../rows/query-rows.ts'

/** Returns Clerk's id of the instance that this database mirrors. Stores `seen` if there is none yet. */
export async function instanceId({ pool }: Db, seen: string | null): Promise<string | null> {
  if (seen !== null) await pool.query('UPDATE roster.instance SET clerk_id = $1 WHERE clerk_id IS NULL', [seen])
  const [found] = await queryRows(pool, row({ id: orNull(text) }), 'SELECT clerk_id AS id FROM roster.instance')
  return found?.id ?? null
}
