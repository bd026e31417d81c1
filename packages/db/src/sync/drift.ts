import type pg from 'pg'
import { isCredible, timestampOf, type MirrorClock } from '../mirror/clock.ts'
import { MEMBERSHIP_COLUMNS } from '../mirror/memberships.ts'
import { ORGANIZATION_COLUMNS } from '../mirror/organizations.ts'
import { arraysOf, unnest, type Columns } from '../mirror/statement.ts'
import { sameAsHeld } from '../mirror/upsert.ts'
import { USER_COLUMNS } from '../mirror/users.ts'
import type { DriftRow, ListedRecords, MirrorScans, MissingRow } from '../mirror.ts'
import { oneOf, row, text } from '../rows/columns.ts'
import { queryRows } from '../rows/query-rows.ts'
import { NO_COLUMN, ROWS, unread, valuesOf } from './missing.ts'

const DRIFT = row<DriftRow>({ orgId: text, userId: text, what: oneOf('missing', 'surplus', 'different') })

export function driftStatements(pool: pg.Pool, clock: MirrorClock) {
  return {
    async compareStretch(listed, stretch) {
      const { kind } = listed
      const { table, org, user } = ROWS[kind]
      const { incoming, arrays } = incomingOf(listed)
      const key = [org, user]
        .filter((column) => column !== NO_COLUMN)
        .map((column) => `held.${column} = incoming.${column}`)
      const of = (column: string) => (column === NO_COLUMN ? column : `incoming.${column}`)
      return queryRows(
        pool,
        DRIFT,
        `SELECT ${of(org)} AS "orgId", ${of(user)} AS "userId", CASE WHEN held.state = 'live' THEN 'different' ELSE 'missing' END AS what
        FROM ${incoming}
        LEFT JOIN roster.${table} AS held ON ${key.join(' AND ')}
        WHERE (${sameAsHeld(kind === 'membership')}) IS NOT TRUE
          AND (held.written_at < ${timestampOf('$5')} OR NOT ${isCredible('held.written_at', clock)}) IS NOT FALSE
        UNION ALL SELECT ${org}, ${user}, 'surplus' FROM roster.${table} WHERE $1::text IS NOT NULL AND ${unread(kind, clock)}`,
        [kind, ...valuesOf(stretch), ...arrays],
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

function incomingOf(listed: ListedRecords) {
  const of = <Row>(columns: Columns<Row>, records: readonly Row[]) => ({
    incoming: unnest(columns, 6),
    arrays: arraysOf(columns, records),
  })
  if (listed.kind === 'user') return of(USER_COLUMNS, listed.records)
  if (listed.kind === 'membership') return of(MEMBERSHIP_COLUMNS, listed.records)
  return of(ORGANIZATION_COLUMNS, listed.records)
}
