import type pg from 'pg'
import { isCredible, timeOf, timestampOf, type MirrorClock } from '../mirror/clock.ts'
import type { MirrorScans, ScanLease, ScanProgress } from '../mirror.ts'
import { anything, flag, number, oneOf, orNull, row } from '../rows/columns.ts'
import { queryRows } from '../rows/query-rows.ts'

const LENT = '30 seconds'
const NAME = oneOf('sweep', 'counts', 'tail')
const LEASE = row<ScanLease>({ name: NAME, beganAt: number, until: number, place: anything })
const PROGRESS = row<ScanProgress>({
  name: NAME,
  running: flag,
  refused: flag,
  beganMs: orNull(number),
  confirmedMs: orNull(number),
  place: anything,
})

/** Statements for the scans of the whole instance. A scan with no due time has begun and not ended. */
export function scanStatements(pool: pg.Pool, clock: MirrorClock) {
  const lent = `${clock.now} + interval '${LENT}'`
  const free = `(held.leased_until IS NULL OR held.leased_until <= ${clock.now} OR NOT ${isCredible('held.leased_until', clock, LENT)})`
  const resumed = `(held.due_at IS NULL AND ${isCredible('held.began_at', clock)})`
  const due = `(held.due_at IS NULL OR held.due_at <= ${clock.now} OR held.due_at > ${clock.now} + CASE WHEN held.refused AND $2 > 0 THEN interval '1 day' ELSE $2 * interval '1 millisecond' END)`
  const mine = `name = $1 AND leased_until = ${timestampOf('$2')} AND leased_until > ${clock.now}`
  const ago = (column: string) =>
    `CASE WHEN ${isCredible(column, clock)} THEN (extract(epoch FROM ${clock.now} - ${column}) * 1000)::float8 END`

  return {
    async leaseScan(name, everyMs) {
      const [leased] = await queryRows(
        pool,
        LEASE,
        `INSERT INTO roster.scan AS held (name, leased_until, began_at) VALUES ($1, ${lent}, ${clock.now})
        ON CONFLICT (name) DO UPDATE SET leased_until = ${lent}, due_at = NULL,
          began_at = CASE WHEN ${resumed} THEN held.began_at ELSE ${clock.now} END,
          place = CASE WHEN ${resumed} OR held.due_at IS NOT NULL THEN held.place END
        WHERE ${free} AND ${due}
        RETURNING name, ${timeOf('began_at')} AS "beganAt", ${timeOf('leased_until')} AS until, place`,
        [name, everyMs],
      )
      return leased ?? null
    },

    async saveScan(lease, place) {
      const [saved] = await queryRows(
        pool,
        row({ until: number }),
        `UPDATE roster.scan SET leased_until = ${lent}, place = $3 WHERE ${mine}
        RETURNING ${timeOf('leased_until')} AS until`,
        [lease.name, lease.until, JSON.stringify(place)],
      )
      return saved ? { ...lease, ...saved, place } : null
    },

    async endScan(lease, end) {
      const [set, ...values] =
        end.how === 'completed'
          ? [
              `leased_until = NULL, confirmed_at = began_at, due_at = began_at + $3 * interval '1 millisecond', place = $4, refused = false`,
              end.everyMs,
              end.place && JSON.stringify(end.place),
            ]
          : end.how === 'given-up'
            ? [`leased_until = ${clock.now} + $3 * interval '1 millisecond'`, end.restMs]
            : [
                `leased_until = NULL, due_at = ${clock.now} + $3 * interval '1 millisecond', place = NULL, refused = $4`,
                end.afterMs,
                end.refused,
              ]
      await pool.query(`UPDATE roster.scan SET ${set} WHERE ${mine}`, [lease.name, lease.until, ...values])
    },

    readScans: () =>
      queryRows(
        pool,
        PROGRESS,
        `SELECT name, due_at IS NULL AS running, refused, ${ago('began_at')} AS "beganMs", ${ago('confirmed_at')} AS "confirmedMs", place
        FROM roster.scan ORDER BY name`,
      ),
  } satisfies Partial<MirrorScans>
}
