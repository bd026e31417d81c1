import type { Db } from '../connect/db.ts'
import { flagOf, textOf, textOrNull } from '../rows/values.ts'
import type { OrganizationId } from './organization-id.ts'

/** A live member of an organization, as the mirror holds the user. Times in milliseconds. */
export type MemberRow = {
  id: string
  firstName: string | null
  lastName: string | null
  email: string | null
  imageUrl: string | null
  hasImage: boolean
  createdMs: number
  updatedMs: number
}

/** The members of an organization and the revision that they are, ordered by creation, then id. */
export type OrganizationSnapshot = { revision: bigint; members: MemberRow[] }

// One statement, so that the revision and the members are of one moment. An organization without members is one
// row of nulls; one that is not live has no members. OFFSET 0 keeps the look-up of each member's user a look-up by
// primary key: left to itself the planner reads whole tables for organizations of every size (see docs/decisions).
const SNAPSHOT = `
  SELECT o.revision::text, u.clerk_id, u.first_name, u.last_name, u.email, u.image_url, u.has_image,
    u.created_ms::text, u.updated_ms::text
  FROM roster.organization o
  LEFT JOIN (
    SELECT shown.* FROM roster.membership m
    CROSS JOIN LATERAL (SELECT * FROM roster.app_user WHERE clerk_id = m.user_id AND state = 'live' OFFSET 0) AS shown
    WHERE m.org_id = $1 AND m.state = 'live'
  ) AS u ON o.state = 'live'
  WHERE o.clerk_id = $1
  ORDER BY u.created_ms, u.clerk_id`

/** Reads the whole list of one organization. Throws if the mirror has no row of it. */
export async function loadSnapshot(db: Db, orgId: OrganizationId): Promise<OrganizationSnapshot> {
  const { rows } = await db.pool.query<unknown[]>({ text: SNAPSHOT, values: [orgId], rowMode: 'array' })
  const [first] = rows
  if (!first) throw new Error('The mirror has no row of this organization, so there is no list to load.')
  const isEmpty = rows.length === 1 && first[1] === null
  return { revision: BigInt(textOf(first[0])), members: isEmpty ? [] : rows.map(toMember) }
}

function toMember(row: readonly unknown[]): MemberRow {
  return {
    id: textOf(row[1]),
    firstName: textOrNull(row[2]),
    lastName: textOrNull(row[3]),
    email: textOrNull(row[4]),
    imageUrl: textOrNull(row[5]),
    hasImage: flagOf(row[6]),
    createdMs: Number(textOf(row[7])),
    updatedMs: Number(textOf(row[8])),
  }
}
