import type pg from 'pg'
import type { MirrorClock } from '../mirror/clock.ts'
import type { MirrorSync } from '../mirror.ts'
import { flag, row, text } from '../rows/columns.ts'
import { queryRows } from '../rows/query-rows.ts'

/** Statements that find the members a reconcile did not read, and decide whether too many are absent at once. */
export function absenceStatements(pool: pg.Pool, clock: MirrorClock) {
  const recent = `state = 'absent' AND written_at BETWEEN ${clock.now} - interval '10 minutes' AND ${clock.now}`

  return {
    async unseenMembers(orgId, users, members) {
      const rows = await queryRows(
        pool,
        row({ user_id: text }),
        `SELECT user_id FROM (
          SELECT user_id FROM roster.membership WHERE org_id = $1 AND state = 'live' UNION SELECT unnest($2::text[])
        ) AS claimed
        WHERE NOT EXISTS (SELECT FROM unnest($3::text[]) AS seen WHERE seen = user_id)
        ORDER BY user_id COLLATE "C"`,
        [orgId, users, members],
      )
      return rows.map(({ user_id }) => user_id)
    },

    async usersOfMemberships(orgId, membershipIds) {
      if (membershipIds.length === 0) return []
      const rows = await queryRows(
        pool,
        row({ user_id: text }),
        'SELECT user_id FROM roster.membership WHERE org_id = $1 AND membership_id = ANY ($2)',
        [orgId, membershipIds],
      )
      return rows.map(({ user_id }) => user_id)
    },

    async areTooManyOrganizationsAbsent(orgId) {
      // Rows in doubt count too: with a wrong key all of them are in doubt before the first one becomes absent.
      const rows = await queryRows(
        pool,
        row({ braked: flag }),
        `SELECT held.state = 'live' AND others.gone + 1 > greatest(3, 0.01 * others."all") AS braked
        FROM roster.organization AS held, (
          SELECT count(*) FILTER (WHERE state = 'live' AND doubt = 'absent' OR ${recent}) AS gone,
            count(*) FILTER (WHERE state = 'live' OR ${recent}) AS "all"
          FROM roster.organization WHERE clerk_id <> $1
        ) AS others WHERE held.clerk_id = $1`,
        [orgId],
      )
      return rows[0]?.braked ?? false
    },

    async areTooManyMembersAbsent(orgId, userIds) {
      const rows = await queryRows(
        pool,
        row({ braked: flag }),
        `SELECT "all" >= 50 AND claimed > 0 AND gone + claimed > 0.05 * "all" AS braked FROM (
          SELECT count(*) FILTER (WHERE state = 'live' OR ${recent}) AS "all", count(*) FILTER (WHERE ${recent}) AS gone,
            count(*) FILTER (WHERE state = 'live' AND user_id = ANY ($2)) AS claimed
          FROM roster.membership WHERE org_id = $1 AND state IN ('live', 'absent')
        ) AS counted`,
        [orgId, userIds],
      )
      return rows[0]?.braked ?? false
    },
  } satisfies Partial<MirrorSync>
}
