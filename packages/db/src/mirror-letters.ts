import type pg from 'pg'
import type { MirrorClock } from './mirror-clock.ts'
import type { DeadLetter, MirrorRows } from './mirror-store.ts'
import { dueTime } from './mirror-upsert.ts'

/** What webhooks leave behind that is no row of Clerk's. */
export function letterStatements(
  pool: pg.Pool,
  clock: MirrorClock,
): Pick<MirrorRows, 'recordDeadLetter' | 'revokeSession'> {
  return {
    async recordDeadLetter({ eventType, userId, orgId, schemaPath }) {
      const mark = markOf({ userId, orgId })
      const insert = `INSERT INTO dead_letter (event_type, schema_path, user_id, org_id) VALUES ($1, $2, $3, $4)`
      await pool.query(mark ? `WITH letter AS (${insert}) ${markSql(mark, clock)}` : insert, [
        eventType,
        schemaPath,
        userId,
        orgId,
      ])
    },

    async revokeSession(sessionId) {
      await pool.query(`INSERT INTO revoked_session (sid, at) VALUES ($1, ${clock.now}) ON CONFLICT DO NOTHING`, [
        sessionId,
      ])
    },
  }
}

type Mark = { table: string; key: string[]; values: string[] }

function markOf({ userId, orgId }: Pick<DeadLetter, 'userId' | 'orgId'>): Mark | null {
  if (userId !== null && orgId !== null)
    return { table: 'membership', key: ['org_id', 'user_id'], values: ['$4', '$3'] }
  if (userId !== null) return { table: 'app_user', key: ['clerk_id'], values: ['$3'] }
  if (orgId !== null) return { table: 'organization', key: ['clerk_id'], values: ['$4'] }
  return null
}

/** A mark needs a row: a stub that is due at once, or the row that is there. */
function markSql({ table, key, values }: Mark, clock: MirrorClock): string {
  return `INSERT INTO ${table} AS held (${key.join(', ')}, state, written_at, resync_at)
    VALUES (${values.join(', ')}, 'unknown', ${clock.now}, ${clock.now})
    ON CONFLICT (${key.join(', ')}) DO UPDATE SET resync_at = ${dueTime('held', clock)}`
}
