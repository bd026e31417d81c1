import type pg from 'pg'
import { timeOf, timestampOf, type MirrorClock } from './mirror-clock.ts'
import type { MirrorSync, ScanPosition, ScanPage } from './mirror-store.ts'

type Statements = Pick<MirrorSync, 'openScan' | 'keepPage' | 'dropPages' | 'sawMember' | 'unseenMembers'>

type PositionRow = ScanPosition & { list: ScanPage['list']; startedAt: number }

/** How far the reconciles under way have come, kept page by page for whoever goes on with them. */
export function scanStatements(pool: pg.Pool, clock: MirrorClock): Statements {
  return {
    async openScan(lease, how) {
      const { rows } = await pool.query<PositionRow>(
        `WITH bound AS MATERIALIZED (
          SELECT CASE WHEN $2 THEN 'infinity'::timestamptz ELSE ${clock.now} - interval '1 hour' END AS oldest
        ),
        dropped AS (DELETE FROM scan_page WHERE org_id = $1 AND started_at <= (SELECT oldest FROM bound))
        SELECT DISTINCT ON (list) list, next, user_ids[cardinality(user_ids)] AS last, ${timeOf('started_at')} AS "startedAt",
          (sum(cardinality(user_ids)) OVER (PARTITION BY list))::int AS read
        FROM scan_page WHERE org_id = $1 AND started_at > (SELECT oldest FROM bound)
        ORDER BY list, id DESC`,
        [lease.orgId, how === 'anew'],
      )
      const of = (wanted: ScanPage['list']) => rows.find(({ list }) => list === wanted) ?? null
      return { startedAt: rows[0]?.startedAt ?? lease.startedAt, users: of('users'), memberships: of('memberships') }
    },

    async keepPage(lease, { list, userIds, next }) {
      const { rowCount } = await pool.query(
        `INSERT INTO scan_page (org_id, list, user_ids, next, started_at)
        SELECT clerk_id, $3, $4, $5, ${timestampOf('$6')} FROM organization
        WHERE clerk_id = $1 AND leased_until = ${timestampOf('$2')} AND leased_until > ${clock.now}`,
        [lease.orgId, lease.until, list, userIds, next, lease.startedAt],
      )
      return rowCount === 1
    },

    async dropPages(orgId, list) {
      await pool.query('DELETE FROM scan_page WHERE org_id = $1 AND list = $2', [orgId, list])
    },

    async sawMember(orgId, userId) {
      const { rows } = await pool.query<{ saw: boolean }>(
        `SELECT EXISTS (
          SELECT FROM scan_page WHERE org_id = $1 AND list = 'memberships' AND $2 = ANY (user_ids)
        ) AS saw`,
        [orgId, userId],
      )
      return rows[0]?.saw ?? false
    },

    async unseenMembers(orgId, after, limit) {
      const { rows } = await pool.query<{ user_id: string }>(
        `WITH seen AS MATERIALIZED (
          SELECT unnest(user_ids) AS user_id FROM scan_page WHERE org_id = $1 AND list = 'memberships'
        )
        SELECT user_id FROM (
          SELECT user_id FROM membership WHERE org_id = $1 AND state = 'live'
          UNION SELECT unnest(user_ids) FROM scan_page WHERE org_id = $1 AND list = 'users'
        ) AS claimed
        WHERE user_id > $2 AND NOT EXISTS (SELECT FROM seen WHERE seen.user_id = claimed.user_id)
        ORDER BY user_id LIMIT $3`,
        [orgId, after, limit],
      )
      return rows.map(({ user_id }) => user_id)
    },
  }
}
