import type pg from 'pg'
import { isCredible, timestampOf, type MirrorClock } from '../mirror/clock.ts'
import { MEMBERSHIP_COLUMNS, membershipArrays } from '../mirror/memberships.ts'
import { ORGANIZATION_COLUMNS, organizationArrays } from '../mirror/organizations.ts'
import { sameAsHeld } from '../mirror/upsert.ts'
import { USER_COLUMNS, userArrays } from '../mirror/users.ts'
import type { DriftRow, ListedRecords, MirrorScans, MissingRow, OddRecord } from '../mirror.ts'
import { oneOf, row, text } from '../rows/columns.ts'
import { queryRows } from '../rows/query-rows.ts'
import { ROWS, unread, valuesOf } from './missing.ts'

const DRIFT = row<DriftRow>({ orgId: text, userId: text, what: oneOf('missing', 'surplus', 'different') })
const KEYS: Record<OddRecord['kind'], string[]> = {
  user: ['clerk_id'],
  membership: ['org_id', 'user_id'],
  organization: ['clerk_id'],
}
const COLUMNS: Record<OddRecord['kind'], Readonly<Record<string, string>>> = {
  user: USER_COLUMNS,
  membership: MEMBERSHIP_COLUMNS,
  organization: ORGANIZATION_COLUMNS,
}

/** Statements that compare the mirror with Clerk without changing either. */
export function driftStatements(pool: pg.Pool, clock: MirrorClock) {
  return {
    async compareStretch(listed, stretch) {
      const { kind } = listed
      const { table, org, user, id } = ROWS[kind]
      const columns = Object.entries(COLUMNS[kind])
      const arrays = columns.map(([, type], at) => `$${at + 6}::${type}[]`)
      const key = KEYS[kind].map((column) => `held.${column} = incoming.${column}`).join(' AND ')
      const of = (sql: string) => (sql === `''` ? sql : `incoming.${sql}`)
      return queryRows(
        pool,
        DRIFT,
        `SELECT ${of(org)} AS "orgId", ${of(user)} AS "userId", CASE WHEN held.state = 'live' THEN 'different' ELSE 'missing' END AS what
        FROM ROWS FROM (unnest(${arrays.join(', ')})) AS incoming (${columns.map(([name]) => name).join(', ')})
        LEFT JOIN roster.${table} AS held ON ${key}
        WHERE (${sameAsHeld(kind === 'membership')}) IS NOT TRUE
          AND (held.written_at < ${timestampOf('$5')} OR NOT ${isCredible('held.written_at', clock)}) IS NOT FALSE
        UNION ALL SELECT ${org}, ${user}, 'surplus' FROM roster.${table} WHERE $1::text IS NOT NULL AND ${unread(id, clock)}`,
        [kind, ...valuesOf(stretch), ...arraysOf(listed)],
      )
    },

    organizationsOf: (userIds) =>
      queryRows<MissingRow>(
        pool,
        row({ orgId: text, userId: text }),
        `SELECT org_id AS "orgId", user_id AS "userId" FROM roster.membership WHERE user_id = ANY ($1) AND state = 'live'`,
        [userIds],
      ),
  } satisfies Partial<MirrorScans>
}

function arraysOf(listed: ListedRecords): unknown[][] {
  if (listed.kind === 'user') return userArrays(listed.records)
  if (listed.kind === 'membership') return membershipArrays(listed.records)
  return organizationArrays(listed.records)
}
