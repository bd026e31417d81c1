import type { Db } from './open-db.ts'
import type { OrganizationId } from './organization-id.ts'

/** Someone who is or was a member of the organization. Names and picture are null once the user is deleted. */
export type PersonRow = {
  id: string
  firstName: string | null
  lastName: string | null
  imageUrl: string | null
  state: 'active' | 'left' | 'deleted'
}

const PEOPLE = `
  SELECT m.user_id AS "id", u.first_name AS "firstName", u.last_name AS "lastName",
    CASE WHEN u.has_image THEN u.image_url END AS "imageUrl",
    CASE WHEN u.state = 'deleted' THEN 'deleted' WHEN m.state = 'live' AND u.state = 'live' THEN 'active' ELSE 'left' END AS "state"
  FROM membership m LEFT JOIN app_user u ON u.clerk_id = m.user_id
  WHERE m.org_id = $1 AND m.user_id = ANY($2) AND m.state <> 'unknown'
  ORDER BY m.user_id`

/** Those of the ids that are or were members of this organization; of anyone else nothing is said. */
export async function resolvePeople(db: Db, orgId: OrganizationId, ids: readonly string[]): Promise<PersonRow[]> {
  const { rows } = await db.pool.query<PersonRow>(PEOPLE, [orgId, ids])
  return rows
}
