import type { Db } from '../connect/db.ts'

/** Ids of the organizations that a reconcile may change: live ones, then absent ones; those that waited longest first. */
export async function organizationsToReconcile(db: Db): Promise<string[]> {
  const { rows } = await db.background.query<{ clerk_id: string }>(
    `SELECT clerk_id FROM roster.organization WHERE state IN ('live', 'absent') ORDER BY state, confirmed_at NULLS FIRST, clerk_id`,
  )
  return rows.map(({ clerk_id }) => clerk_id)
}
