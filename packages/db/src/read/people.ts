import type { Db } from '../connect/db.ts'
import type { OrganizationId } from './organization-id.ts'
import { PERSON_STANDING, type PersonStanding } from './person-standing.ts'

/** Someone who is or was a member of the organization. Names and picture are null once the user is deleted. */
export type PersonRow = {
  id: string
  firstName: string | null
  lastName: string | null
  imageUrl: string | null
  /** `deactivated` is a member who was banned or deprovisioned. */
  state: 'active' | 'deactivated' | 'left' | 'deleted'
}

type Row = Omit<PersonRow, 'state'> & { standing: PersonStanding }

const PEOPLE = `
  SELECT m.user_id AS "id", u.first_name AS "firstName", u.last_name AS "lastName",
    CASE WHEN u.has_image THEN u.image_url END AS "imageUrl", ${PERSON_STANDING} AS standing
  FROM roster.membership m LEFT JOIN roster.app_user u ON u.clerk_id = m.user_id
  WHERE m.org_id = $1 AND m.user_id = ANY($2) AND m.state <> 'unknown'
  ORDER BY m.user_id`

const states: Record<PersonStanding, PersonRow['state']> = {
  active: 'active',
  not_known_yet: 'active',
  banned: 'deactivated',
  deprovisioned: 'deactivated',
  left: 'left',
  deleted: 'deleted',
}

/** Those of the ids that are or were members of this organization; of anyone else nothing is said. */
export async function resolvePeople(db: Db, orgId: OrganizationId, ids: readonly string[]): Promise<PersonRow[]> {
  const { rows } = await db.pool.query<Row>(PEOPLE, [orgId, ids])
  return rows.map(({ standing, ...person }) => ({ ...person, state: states[standing] }))
}

/** Ids of the organization's members who were banned or deprovisioned. */
export async function deactivatedMembers(db: Db, orgId: OrganizationId): Promise<string[]> {
  const { rows } = await db.pool.query<{ id: string }>(
    `SELECT m.user_id AS id FROM roster.membership m JOIN roster.app_user u ON u.clerk_id = m.user_id
    WHERE m.org_id = $1 AND m.state = 'live' AND u.state = 'live' AND (u.banned OR u.deprovisioned) ORDER BY 1`,
    [orgId],
  )
  return rows.map(({ id }) => id)
}
