import type pg from 'pg'
import { timeOf, timestampOf, type MirrorClock } from '../mirror/clock.ts'
import type { DueRow, MirrorSync } from '../mirror.ts'
import { number, oneOf, row, text } from '../rows/columns.ts'
import { queryRows } from '../rows/query-rows.ts'

const HELD = row({ kind: oneOf('user', 'membership', 'organization'), orgId: text, userId: text, until: number })

// The longest postponement: a mark that is due later was set before the clock was set back.
const LATEST = '1 hour'

const ofEach = (end: 'min' | 'max') =>
  ['app_user', 'membership', 'organization'].map((table) => `(SELECT ${end}(resync_at) FROM roster.${table})`).join()

/** SQL that is true if a row is due. Both ends of each index are enough for that. */
export const IS_ANY_DUE = `coalesce(least(${ofEach('min')}) <= clock_timestamp()
    OR greatest(${ofEach('max')}) > clock_timestamp() + interval '${LATEST}', false)`

const USERS_AT_ONCE = 1_000
// Few, so that more urgent marks do not wait behind them.
const MARKS_AT_ONCE = 20

/** Statements for the queue of due rows: the marks are the queue, and a mark's time is its hold. */
export function dueStatements(pool: pg.Pool, clock: MirrorClock) {
  return {
    async leaseDue(limit) {
      const rows = await queryRows(
        pool,
        HELD,
        `WITH clock AS MATERIALIZED (SELECT ${clock.now} AS started),
        ${hold('users', 'app_user', ['clerk_id'])},
        ${hold('memberships', 'membership', ['org_id', 'user_id'])},
        ${hold('organizations', 'organization', ['clerk_id'])}
        SELECT 'user' AS kind, '' AS "orgId", clerk_id AS "userId", ${timeOf('resync_at')} AS until FROM users
        UNION ALL SELECT 'membership', org_id, user_id, ${timeOf('resync_at')} FROM memberships
        UNION ALL SELECT 'organization', clerk_id, '', ${timeOf('resync_at')} FROM organizations`,
        [limit],
      )
      return rows.map(({ kind, orgId, userId, until }) => {
        if (kind === 'user') return { kind, userId, until }
        if (kind === 'organization') return { kind, orgId, until }
        return { kind, orgId, userId, until }
      })
    },

    async settleDue(row) {
      const { table, where, key } = address(row)
      // For a membership `checked_at` makes claims invalid, so only a read that found none may set it.
      const checked = row.kind === 'user' ? `, checked_at = ${clock.now}` : ''
      await pool.query(
        `UPDATE roster.${table} SET resync_at = NULL, attempts = 0${checked}
        WHERE ${where} AND resync_at = ${timestampOf('$1')} AND resync_at > ${clock.now}`,
        [row.until, ...key],
      )
    },

    async postponeDue(row, why) {
      const { table, where, key } = address(row)
      const failed = why === 'failed'
      const wait = failed
        ? `interval '1 second' * least(3600, 5 * 2 ^ least(attempts, 10))`
        : `interval '1 millisecond' * ${Math.ceil(why)}`
      await pool.query(
        `UPDATE roster.${table} SET resync_at = ${clock.now} + ${wait}, attempts = attempts + ${failed ? 1 : 0}
        WHERE ${where} AND resync_at = ${timestampOf('$1')}`,
        [row.until, ...key],
      )
    },

    async markUnreconciled(after) {
      const rows = await queryRows(
        pool,
        row({ next: text }),
        `WITH clock AS MATERIALIZED (SELECT ${clock.now} AS started),
        page AS MATERIALIZED (SELECT clerk_id FROM roster.app_user WHERE clerk_id > $1 ORDER BY clerk_id LIMIT ${USERS_AT_ONCE}),
        locked AS MATERIALIZED (
          SELECT clerk_id FROM roster.app_user AS held
          WHERE clerk_id = ANY (ARRAY(SELECT clerk_id FROM page)) AND state = 'live' AND resync_at IS NULL
            AND greatest(written_at, CASE WHEN checked_at <= (SELECT started FROM clock) THEN checked_at END)
              < (SELECT started FROM clock) - interval '7 days'
            AND NOT EXISTS (
              SELECT FROM roster.membership JOIN roster.organization ON organization.clerk_id = org_id
              WHERE user_id = held.clerk_id AND membership.state = 'live' AND organization.state = 'live'
            )
          LIMIT ${MARKS_AT_ONCE} FOR UPDATE SKIP LOCKED
        ),
        marked AS (
          UPDATE roster.app_user AS held SET resync_at = (SELECT started FROM clock)
          FROM locked WHERE held.clerk_id = locked.clerk_id
        )
        SELECT CASE WHEN count(*) = ${USERS_AT_ONCE} THEN max(clerk_id) ELSE '' END AS next FROM page`,
        [after],
      )
      return rows[0]?.next ?? ''
    },
  } satisfies Partial<MirrorSync>
}

// Materialized, because a plan may run a subquery once for each row, and each run would lock further rows.
function hold(name: string, table: string, key: readonly string[]): string {
  const of = (alias: string) => key.map((column) => `${alias}.${column}`).join(', ')
  return `locked_${name} AS MATERIALIZED (
      SELECT ${key.join(', ')} FROM roster.${table}
      WHERE resync_at <= (SELECT started FROM clock) OR resync_at > (SELECT started FROM clock) + interval '${LATEST}'
      ORDER BY resync_at LIMIT $1 FOR UPDATE SKIP LOCKED
    ),
    ${name} AS (
      UPDATE roster.${table} AS held SET resync_at = (SELECT started FROM clock) + interval '30 seconds'
      FROM locked_${name} AS locked WHERE (${of('held')}) = (${of('locked')})
      RETURNING ${of('held')}, held.resync_at
    )`
}

function address(row: DueRow): { table: string; where: string; key: string[] } {
  if (row.kind === 'user') return { table: 'app_user', where: 'clerk_id = $2', key: [row.userId] }
  if (row.kind === 'organization') return { table: 'organization', where: 'clerk_id = $2', key: [row.orgId] }
  return { table: 'membership', where: 'org_id = $2 AND user_id = $3', key: [row.orgId, row.userId] }
}
