import type { Db } from './open-db.ts'

/** Ids of the organizations that the mirror holds as live, those that waited longest for a reconcile first. */
export async function liveOrganizations(db: Db): Promise<string[]> {
  const { rows } = await db.background.query<{ clerk_id: string }>(
    `SELECT clerk_id FROM organization WHERE state = 'live' ORDER BY confirmed_at NULLS FIRST, clerk_id`,
  )
  return rows.map(({ clerk_id }) => clerk_id)
}
