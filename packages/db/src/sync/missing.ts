import type pg from 'pg'
import { fenceInterval, isCredible, timestampOf, type MirrorClock } from '../mirror/clock.ts'
import type { MirrorScans, OddRecord, Stretch } from '../mirror.ts'
import { number, row, text } from '../rows/columns.ts'
import { queryRows } from '../rows/query-rows.ts'

const MOST_AT_ONCE = 10_000
const KNOWN_AT_ONCE = 500

/** SQL for an id that a kind of row does not have. */
export const NO_COLUMN = `''`

/** The table of each kind, its key columns, and the id by which Clerk lists it. */
export const ROWS: Record<OddRecord['kind'], { table: string; org: string; user: string; id: string }> = {
  user: { table: 'app_user', org: NO_COLUMN, user: 'clerk_id', id: 'clerk_id' },
  membership: { table: 'membership', org: 'org_id', user: 'user_id', id: 'membership_id' },
  organization: { table: 'organization', org: 'clerk_id', user: NO_COLUMN, id: 'clerk_id' },
}

/** Statements for rows that a sweep did not find, and for the conclusions from what it found. */
export function missingStatements(pool: pg.Pool, clock: MirrorClock) {
  return {
    async keepMissing(kind, stretch) {
      const { table, org, user } = ROWS[kind]
      const { rowCount } = await pool.query(
        `INSERT INTO roster.missing (kind, org_id, user_id)
        SELECT $1, ${org}, ${user} FROM roster.${table} WHERE ${unread(kind, clock)}
        LIMIT ${MOST_AT_ONCE} ON CONFLICT DO NOTHING`,
        [kind, ...valuesOf(stretch)],
      )
      return rowCount ?? 0
    },

    readMissing: (kind, after, limit) =>
      queryRows(
        pool,
        row({ orgId: text, userId: text }),
        `SELECT org_id AS "orgId", user_id AS "userId" FROM roster.missing
        WHERE kind = $1 AND (org_id, user_id) > ($2, $3) ORDER BY org_id, user_id LIMIT $4`,
        [kind, after?.orgId ?? '', after?.userId ?? '', limit],
      ),

    async dropMissing(kind, rows) {
      await pool.query(
        `DELETE FROM roster.missing WHERE kind = $1 AND (org_id, user_id) IN (SELECT * FROM unnest($2::text[], $3::text[]))`,
        [kind, rows.map(({ orgId }) => orgId), rows.map(({ userId }) => userId)],
      )
    },

    async forgetMissing() {
      await pool.query('DELETE FROM roster.missing')
    },

    async knowOrganizations(before) {
      const { rowCount } = await pool.query(
        `WITH locked AS MATERIALIZED (
          SELECT clerk_id FROM roster.organization WHERE state = 'live' AND synced_at IS NULL AND written_at < ${timestampOf('$1')}
          ORDER BY clerk_id LIMIT ${KNOWN_AT_ONCE} FOR UPDATE
        )
        UPDATE roster.organization AS held SET synced_at = ${clock.now} FROM locked WHERE held.clerk_id = locked.clerk_id`,
        [before],
      )
      return rowCount ?? 0
    },

    async compareCounts(counts, startedAt) {
      const changedAt = `'epoch'::timestamptz + revision * interval '1 microsecond'`
      // A list that changed after the count was requested may differ for that reason. Each difference is handled once,
      // but not during a reconcile, whose end clears what is due: the next counts find it again.
      const isFree = `(leased_until IS NULL OR leased_until <= ${clock.now} OR NOT ${isCredible('leased_until', clock, '30 seconds')})`
      const rows = await queryRows(
        pool,
        row({ off: number }),
        `WITH counted AS MATERIALIZED (
          SELECT told.org_id, nullif(told.members - (
            SELECT count(*) FROM roster.membership WHERE membership.org_id = told.org_id AND state = 'live'
          )::int, 0) AS off
          FROM ROWS FROM (unnest($1::text[]), unnest($2::int[])) AS told (org_id, members)
        ),
        locked AS MATERIALIZED (
          SELECT clerk_id, off FROM roster.organization JOIN counted ON org_id = clerk_id
          WHERE state = 'live' AND synced_at IS NOT NULL AND members_off IS DISTINCT FROM off AND ${isFree}
            AND (${changedAt} < ${timestampOf('$3')} - ${fenceInterval(clock)} OR NOT ${isCredible(changedAt, clock)})
          ORDER BY clerk_id FOR UPDATE OF organization
        )
        UPDATE roster.organization AS held SET members_off = off,
          due_at = CASE WHEN off IS NULL OR failures > 0 THEN due_at ELSE coalesce(due_at, ${clock.now}) END
        FROM locked WHERE held.clerk_id = locked.clerk_id RETURNING coalesce(off, 0) AS off`,
        [counts.map(({ orgId }) => orgId), counts.map(({ members }) => members), startedAt],
      )
      return rows.filter(({ off }) => off !== 0).length
    },
  } satisfies Partial<MirrorScans>
}

/** SQL that is true for live rows of a stretch, in parameters from `$2` on, that were not read in it. */
export function unread(kind: OddRecord['kind'], clock: MirrorClock): string {
  const { id } = ROWS[kind]
  // A row that was written after the page was requested may be missing from it.
  const before = `(written_at < ${timestampOf('$5')} OR NOT ${isCredible('written_at', clock)})`
  const unlessOf = (table: string, key: string) =>
    ` AND (SELECT state FROM roster.${table} WHERE clerk_id = ${key}) IN ('deleted', 'absent') IS NOT TRUE`
  // The memberships of an organization or a user that ended stay live but do not show, and Clerk lists them no more.
  const shows = kind === 'membership' ? unlessOf('organization', 'org_id') + unlessOf('app_user', 'user_id') : ''
  return `state = 'live' AND created_ms >= $2 AND created_ms < $3 AND NOT (${id} = ANY ($4::text[])) AND ${before}${shows}`
}

export function valuesOf({ from, to, ids, startedAt }: Stretch): unknown[] {
  return [from ?? 0, to ?? Number.MAX_SAFE_INTEGER, ids, startedAt]
}
