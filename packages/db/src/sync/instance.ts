import type pg from 'pg'
import { isCredible, timeOf, type MirrorClock } from '../mirror/clock.ts'
import type { MirrorHealth, MirrorSync } from '../mirror.ts'
import { flag, number, orNull, row } from '../rows/columns.ts'
import { queryRows } from '../rows/query-rows.ts'

const NOTE_EVERY_MS = 10_000
// Longer than the interval at which readers follow a list.
const KEPT = '10 minutes'
const ALL = ['membership', 'app_user', 'organization']

const HEALTH = row<MirrorHealth>({
  due: number,
  oldestDueMs: number,
  unconfirmedMs: number,
  webhookSilentMs: orNull(number),
  setBackMs: number,
  deadLetters: number,
})

export function instanceStatements(pool: pg.Pool, clock: MirrorClock) {
  let noted = Number.NEGATIVE_INFINITY

  return {
    async now() {
      const [found] = await queryRows(pool, row({ now: number }), `SELECT ${timeOf(clock.now)} AS now`)
      return found?.now ?? 0
    },

    async noteWebhook() {
      // One row for all webhooks of all replicas: writing it each time would make them queue.
      if (performance.now() - noted < NOTE_EVERY_MS) return
      noted = performance.now()
      await pool.query(
        `UPDATE roster.instance SET webhook_seen_at = ${clock.now}
        WHERE webhook_seen_at IS NULL OR webhook_seen_at < ${clock.now} - interval '10 seconds'
          OR NOT ${isCredible('webhook_seen_at', clock)}`,
      )
    },

    async claimInstance(issuer) {
      await pool.query('INSERT INTO roster.instance (id, issuer) VALUES (1, $1) ON CONFLICT DO NOTHING', [issuer])
      const statement = 'SELECT issuer = $1 AS ours FROM roster.instance'
      const [found] = await queryRows(pool, row({ ours: flag }), statement, [issuer])
      return found?.ours ?? false
    },

    async forgetOld(forgetAfterDays = 400) {
      await pool.query(`DELETE FROM roster.revoked_session WHERE at < ${clock.now} - interval '15 minutes'`)
      const isOld = `state IN ('deleted', 'absent') AND greatest(written_at, checked_at, resync_at) < (SELECT ${clock.now} - $1 * interval '1 day')`
      const idsOfOld = (table: string) => `(SELECT clerk_id FROM roster.${table} WHERE ${isOld})`
      // Memberships do not end with their organization or user, but are of no use without the tombstone.
      const rows = [
        `membership WHERE state = 'live' AND org_id IN ${idsOfOld('organization')}`,
        `membership WHERE state = 'live' AND user_id IN ${idsOfOld('app_user')}`,
        ...ALL.map((table) => `${table} WHERE ${isOld}`),
      ]
      for (const some of rows) await pool.query(`DELETE FROM roster.${some}`, [forgetAfterDays])
      await pool.query(`DELETE FROM roster.dead_letter WHERE at < ${clock.now} - $1 * interval '1 day'`, [
        forgetAfterDays,
      ])
    },

    async forgetChanges() {
      // A revision is at least the clock's time in microseconds. After the clock was set back it stays in the future, and
      // its changes would be stored until then.
      const at = (time: string) => `(SELECT (extract(epoch FROM ${time}) * 1000000)::bigint)`
      await pool.query(
        `DELETE FROM roster.list_change
        WHERE revision < ${at(`${clock.now} - interval '${KEPT}'`)} OR revision > ${at(`${clock.now} + interval '${KEPT}'`)}`,
      )
    },

    async forgetSync() {
      await pool.query(
        `WITH scans AS (DELETE FROM roster.scan)
        UPDATE roster.organization SET synced_at = NULL, confirmed_at = NULL, failures = 0, due_at = NULL`,
      )
    },

    async health() {
      const [found] = await queryRows(
        pool,
        HEALTH,
        `WITH clock AS MATERIALIZED (SELECT ${clock.now} AS started),
        due AS (
          SELECT resync_at FROM roster.app_user WHERE resync_at <= (SELECT started FROM clock)
          UNION ALL SELECT resync_at FROM roster.membership WHERE resync_at <= (SELECT started FROM clock)
          UNION ALL SELECT resync_at FROM roster.organization WHERE resync_at <= (SELECT started FROM clock)
        )
        SELECT count(*)::int AS due,
          coalesce(extract(epoch FROM (SELECT started FROM clock) - min(resync_at)) * 1000, 0)::float8 AS "oldestDueMs",
          coalesce(extract(epoch FROM (SELECT started FROM clock) - greatest(
            (SELECT min(confirmed_at) FROM roster.organization WHERE state = 'live' AND confirmed_at <= (SELECT started FROM clock)),
            (SELECT confirmed_at FROM roster.scan WHERE name = 'sweep' AND confirmed_at <= (SELECT started FROM clock))
          )) * 1000, 0)::float8 AS "unconfirmedMs",
          (SELECT (extract(epoch FROM (SELECT started FROM clock) - webhook_seen_at) * 1000)::float8
            FROM roster.instance WHERE webhook_seen_at <= (SELECT started FROM clock)) AS "webhookSilentMs",
          (SELECT greatest(0, extract(epoch FROM max(confirmed_at) - (SELECT started FROM clock)) * 1000)::float8
            FROM roster.organization WHERE state = 'live') AS "setBackMs",
          (SELECT count(*)::int FROM roster.dead_letter) AS "deadLetters"
        FROM due`,
      )
      return found ?? { due: 0, oldestDueMs: 0, unconfirmedMs: 0, webhookSilentMs: null, setBackMs: 0, deadLetters: 0 }
    },
  } satisfies Partial<MirrorSync>
}
