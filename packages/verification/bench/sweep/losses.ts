import { callClerk } from '@roster/api/testing'
import type { LocalClerk } from '@roster/clerk-local'
import type { Db } from '@roster/db'
import { createRandom, shuffled } from '@roster/db/testing'

/** A change in Clerk that no webhook reported. Each concerns another organization. */
export type Loss = { kind: 'join' | 'leave' | 'rename' | 'deletion'; orgId: string; userId: string }

const KINDS = ['join', 'leave', 'rename', 'deletion'] as const
const NEW_NAME = 'Renamed'

/** Makes this many changes in Clerk, of each kind as many, while it sends no webhooks. */
export async function loseChanges(clerk: LocalClerk, db: Db, count: number): Promise<Loss[]> {
  const { rows } = await db.background.query<{ orgId: string; userId: string }>(
    `SELECT DISTINCT ON (org_id) org_id AS "orgId", user_id AS "userId" FROM roster.membership
    WHERE state = 'live' ORDER BY org_id, created_ms DESC, user_id`,
  )
  const random = createRandom(1)
  // Each user once: another change of a deleted one would be refused.
  const ofUsers = [...new Map(rows.map((row) => [row.userId, row])).values()]
  const chosen = shuffled(ofUsers, random).slice(0, 2 * count)
  const losses: Loss[] = chosen.slice(0, count).map((row, number) => {
    const kind = KINDS[number % KINDS.length] ?? 'join'
    // A member of an organization that is not changed otherwise.
    const { userId } = kind === 'join' ? (chosen[count + number] ?? row) : row
    return { kind, orgId: row.orgId, userId }
  })
  for (const { kind, orgId, userId } of losses) {
    const memberships = `/organizations/${orgId}/memberships`
    if (kind === 'join') await callClerk(clerk, 'POST', memberships, { user_id: userId, role: 'org:member' })
    else if (kind === 'leave') await callClerk(clerk, 'DELETE', `${memberships}/${userId}`)
    else if (kind === 'rename') await callClerk(clerk, 'PATCH', `/users/${userId}`, { first_name: NEW_NAME })
    else await callClerk(clerk, 'DELETE', `/users/${userId}`)
  }
  return losses
}

/** How many of these changes the mirror shows. */
export async function countRepaired(db: Db, losses: readonly Loss[]): Promise<number> {
  const { rows } = await db.background.query<{ repaired: number }>(
    `SELECT count(*)::int AS repaired
    FROM ROWS FROM (unnest($1::text[]), unnest($2::text[]), unnest($3::text[])) AS lost (kind, org_id, user_id)
    WHERE CASE kind
      WHEN 'rename' THEN EXISTS (SELECT FROM roster.app_user WHERE clerk_id = lost.user_id AND first_name = $4)
      ELSE (kind = 'join') = EXISTS (
        SELECT FROM roster.membership JOIN roster.app_user ON clerk_id = membership.user_id AND app_user.state = 'live'
        WHERE membership.org_id = lost.org_id AND membership.user_id = lost.user_id AND membership.state = 'live'
      ) END`,
    [losses.map(({ kind }) => kind), losses.map(({ orgId }) => orgId), losses.map(({ userId }) => userId), NEW_NAME],
  )
  return rows[0]?.repaired ?? 0
}
