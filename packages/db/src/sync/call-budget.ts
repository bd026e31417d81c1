import type pg from 'pg'
import { timeOf, type MirrorClock } from '../mirror/clock.ts'
import type { MirrorSync, Spender } from '../mirror.ts'
import { number, row } from '../rows/columns.ts'
import { queryRows } from '../rows/query-rows.ts'

const spenders: Record<Spender, true> = {
  reconcile: true,
  sweep: true,
  resync: true,
  strong: true,
  'known-secret': true,
  'new-secret': true,
  'api-keys': true,
  roles: true,
}

/** The budget of calls to Clerk that all replicas share: one row per spender counts the calls of the current 10 s. */
export function callStatements(pool: pg.Pool, clock: MirrorClock) {
  // A time in the future was written before the clock was set back: it and its pause count as long ago.
  const ahead = `held.window_start > ${clock.now}`
  const over = `(${ahead} OR held.window_start <= ${clock.now} - interval '10 seconds')`
  const resumed = `(${ahead} OR held.paused_until IS NULL OR held.paused_until <= ${clock.now})`

  return {
    async takeCall(spender, perWindow) {
      const [taken] = await queryRows(
        pool,
        row({ at: number }),
        `INSERT INTO roster.clerk_budget AS held (name, window_start, spent) VALUES ($1, ${clock.now}, 1)
        ON CONFLICT (name) DO UPDATE SET
          window_start = CASE WHEN ${over} THEN ${clock.now} ELSE held.window_start END,
          spent = CASE WHEN ${over} THEN 1 ELSE held.spent + 1 END,
          paused_until = NULL
        WHERE ${resumed} AND (${over} OR held.spent < $2)
        RETURNING ${timeOf(clock.now)} AS at`,
        [spender, perWindow],
      )
      if (taken) return { granted: true, at: taken.at, retryAfterMs: 0 }
      const [wait] = await queryRows(
        pool,
        row({ ms: number, at: number }),
        `SELECT (extract(epoch FROM greatest(
          CASE WHEN spent < $2 OR ${over} THEN ${clock.now} ELSE window_start + interval '10 seconds' END,
          CASE WHEN NOT ${resumed} THEN paused_until END
        ) - ${clock.now}) * 1000)::float8 AS ms, ${timeOf(clock.now)} AS at FROM roster.clerk_budget AS held WHERE name = $1`,
        [spender, perWindow],
      )
      const { ms, at } = wait ?? { ms: 0, at: 0 }
      return { granted: false, at, retryAfterMs: Math.max(1, Math.ceil(ms)) }
    },

    async pauseCalls(milliseconds) {
      await pool.query(
        `INSERT INTO roster.clerk_budget AS held (name, window_start, spent, paused_until)
        SELECT name, ${clock.now}, 0, ${clock.now} + interval '1 millisecond' * $2
        FROM unnest($1::text[]) AS name ORDER BY name
        ON CONFLICT (name) DO UPDATE SET window_start = excluded.window_start,
          paused_until = CASE WHEN ${resumed} THEN excluded.paused_until ELSE greatest(held.paused_until, excluded.paused_until) END`,
        [Object.keys(spenders), Math.ceil(milliseconds)],
      )
    },
  } satisfies Partial<MirrorSync>
}
