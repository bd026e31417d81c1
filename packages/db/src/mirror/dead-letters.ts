import type pg from 'pg'
import { isCredible, type MirrorClock } from './clock.ts'
import { oneOf, row, text } from '../rows/columns.ts'
import { queryRows } from '../rows/query-rows.ts'
import type { DeadLetter, MirrorRows } from '../mirror.ts'
import { dueTime } from './upsert.ts'

const ODD = row({ kind: oneOf('user', 'membership', 'organization'), id: text, schemaPath: text })

/** Statements for input from Clerk that becomes no row of the mirror. */
export function letterStatements(pool: pg.Pool, clock: MirrorClock) {
  return {
    async recordDeadLetter({ eventType, userId, orgId, schemaPath }) {
      const mark = markOf({ userId, orgId })
      const insert = `INSERT INTO roster.dead_letter (event_type, schema_path, user_id, org_id) VALUES ($1, $2, $3, $4)`
      await pool.query(mark ? `WITH letter AS (${insert}) ${markSql(mark, clock)}` : insert, [
        eventType,
        schemaPath,
        userId,
        orgId,
      ])
    },

    async recordOdd(records) {
      if (records.length === 0) return []
      return queryRows(
        pool,
        ODD,
        `INSERT INTO roster.dead_letter AS held (event_type, record_id, schema_path, at)
        SELECT DISTINCT ON (1, 2, 3) kind || '.read', id, path, ${clock.now}
        FROM unnest($1::text[], $2::text[], $3::text[]) AS odd(kind, id, path) ORDER BY 1, 2, 3
        ON CONFLICT (event_type, record_id, schema_path) DO UPDATE SET at = excluded.at
        WHERE held.at <= excluded.at - interval '1 day' OR NOT ${isCredible('held.at', clock)}
        RETURNING split_part(event_type, '.', 1) AS kind, record_id AS id, schema_path AS "schemaPath"`,
        [records.map(({ kind }) => kind), records.map(({ id }) => id), records.map(({ schemaPath }) => schemaPath)],
      )
    },

    async revokeSession(sessionId) {
      await pool.query(
        `INSERT INTO roster.revoked_session (sid, at) VALUES ($1, ${clock.now}) ON CONFLICT DO NOTHING`,
        [sessionId],
      )
    },
  } satisfies Partial<MirrorRows>
}

type Mark = { table: string; key: string[]; values: string[] }

function markOf({ userId, orgId }: Pick<DeadLetter, 'userId' | 'orgId'>): Mark | null {
  if (userId !== null && orgId !== null)
    return { table: 'membership', key: ['org_id', 'user_id'], values: ['$4', '$3'] }
  if (userId !== null) return { table: 'app_user', key: ['clerk_id'], values: ['$3'] }
  if (orgId !== null) return { table: 'organization', key: ['clerk_id'], values: ['$4'] }
  return null
}

/** SQL that marks a row. If the row is missing, it inserts a stub that is due at once. */
function markSql({ table, key, values }: Mark, clock: MirrorClock): string {
  return `INSERT INTO roster.${table} AS held (${key.join(', ')}, state, written_at, resync_at)
    VALUES (${values.join(', ')}, 'unknown', ${clock.now}, ${clock.now})
    ON CONFLICT (${key.join(', ')}) DO UPDATE SET resync_at = ${dueTime('held', clock)}`
}
