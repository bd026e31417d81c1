import type pg from 'pg'
import type { MembershipRecord, UserRecord } from '../src/mirror/records.ts'

/** One organization's list with its memberships, and their revision, read consistently; null without its row. */
export type ShownList = { revision: bigint; members: { user: UserRecord; membership: MembershipRecord }[] } | null

type Row = { org_id: string; revision: string; user: UserRecord | null; membership: MembershipRecord | null }

const SHOWN = `
  SELECT asked.org_id, o.revision,
    CASE WHEN u.clerk_id IS NOT NULL THEN json_build_object('id', u.clerk_id, 'firstName', u.first_name, 'lastName', u.last_name,
      'email', u.email, 'imageUrl', u.image_url, 'hasImage', u.has_image, 'banned', u.banned, 'deprovisioned', u.deprovisioned,
      'createdMs', u.created_ms, 'updatedMs', u.updated_ms) END AS "user",
    CASE WHEN m.user_id IS NOT NULL THEN json_build_object('orgId', m.org_id, 'userId', m.user_id, 'membershipId', m.membership_id,
      'role', m.role, 'createdMs', m.created_ms, 'updatedMs', m.updated_ms) END AS membership
  FROM unnest($1::text[]) AS asked(org_id)
  JOIN roster.organization o ON o.clerk_id = asked.org_id
  LEFT JOIN roster.membership m ON m.org_id = o.clerk_id AND m.state = 'live' AND o.state = 'live'
  LEFT JOIN roster.app_user u ON u.clerk_id = m.user_id AND u.state = 'live'
  ORDER BY u.created_ms, u.clerk_id`

/** Reads what shows in these organizations, in one statement. */
export async function readShown(
  db: { pool: Pick<pg.ClientBase, 'query'> },
  orgIds: readonly string[],
): Promise<Map<string, ShownList>> {
  const { rows } = await db.pool.query<Row>({ name: 'shown', text: SHOWN, values: [orgIds] })
  const lists = new Map<string, ShownList>(orgIds.map((orgId) => [orgId, null]))
  for (const { org_id: orgId, revision, user, membership } of rows) {
    const list = lists.get(orgId) ?? { revision: BigInt(revision), members: [] }
    lists.set(orgId, list)
    if (user && membership) list.members.push({ user, membership })
  }
  return lists
}

/** Deletes all of Clerk's rows, to start over in the same database. */
export async function emptyMirror(db: { pool: Pick<pg.ClientBase, 'query'> }): Promise<void> {
  await db.pool.query(
    'DELETE FROM roster.membership; DELETE FROM roster.app_user; DELETE FROM roster.organization; DELETE FROM roster.clerk_budget; DELETE FROM roster.dead_letter; DELETE FROM roster.scan; DELETE FROM roster.missing; DELETE FROM roster.list_change',
  )
}
