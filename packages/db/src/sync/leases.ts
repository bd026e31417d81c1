import type pg from 'pg'
import { isCredible, timeOf, timestampOf, type MirrorClock } from '../mirror/clock.ts'
import type { Lease, MirrorSync, OrganizationSync } from '../mirror.ts'
import { flag, mirrorState, number, orNull, row, text } from '../rows/columns.ts'
import { queryRows } from '../rows/query-rows.ts'

const LENT = '30 seconds'
const LONGEST_REST = '15 minutes'
const TURN = 'roster.turn_at(confirmed_at, used_at)'

const SYNC = row<OrganizationSync>({ state: mirrorState, synced: flag, confirmedAt: orNull(number) })
const LEASE = row<Lease>({ orgId: text, startedAt: number, until: number, neverSynced: flag })

/** Statements for the leases on organizations, and for the result of a completed reconcile. */
export function leaseStatements(pool: pg.Pool, clock: MirrorClock) {
  const lent = `${clock.now} + interval '${LENT}'`
  const free = `(held.leased_until IS NULL OR held.leased_until <= ${clock.now} OR NOT ${isCredible('held.leased_until', clock, LENT)})`
  const lease = `held.clerk_id AS "orgId", ${timeOf(clock.now)} AS "startedAt", ${timeOf('held.leased_until')} AS until,
    held.synced_at IS NULL AS "neverSynced"`

  return {
    async readSync(orgId) {
      const [found] = await queryRows(
        pool,
        SYNC,
        `SELECT state, synced_at IS NOT NULL AS synced,
          ${timeOf(`greatest(CASE WHEN ${isCredible('confirmed_at', clock)} THEN confirmed_at END, CASE WHEN synced_at IS NOT NULL THEN swept.at END)`)} AS "confirmedAt"
        FROM roster.organization LEFT JOIN (
          SELECT confirmed_at AS at FROM roster.scan WHERE name = 'sweep' AND ${isCredible('confirmed_at', clock)}
        ) AS swept ON true
        WHERE clerk_id = $1`,
        [orgId],
      )
      return found ?? { state: 'unknown', synced: false, confirmedAt: null }
    },

    async leaseOrganization(orgId) {
      const [leased] = await queryRows(
        pool,
        LEASE,
        `INSERT INTO roster.organization AS held (clerk_id, state, written_at, leased_until) VALUES ($1, 'unknown', ${clock.now}, ${lent})
        ON CONFLICT (clerk_id) DO UPDATE SET leased_until = ${lent} WHERE ${free}
        RETURNING ${lease}`,
        [orgId],
      )
      return leased ?? null
    },

    leaseOrganizations: (limit) =>
      queryRows(
        pool,
        LEASE,
        `WITH clock AS MATERIALIZED (SELECT ${clock.now} AS started),
        due AS MATERIALIZED (${DUE.map((where) => `(${where})`).join(' UNION ALL ')}),
        locked AS MATERIALIZED (
          SELECT clerk_id FROM roster.organization AS held
          WHERE clerk_id IN (SELECT clerk_id FROM due) AND ${FREE}
          ORDER BY failures > 0, due_at NULLS LAST, state, CASE WHEN confirmed_at <= ${STARTED} THEN confirmed_at END NULLS FIRST
          LIMIT $1 FOR UPDATE OF held SKIP LOCKED
        )
        UPDATE roster.organization AS held SET leased_until = ${lent} FROM locked WHERE held.clerk_id = locked.clerk_id
        RETURNING ${lease}`,
        [limit],
      ),

    async hurryOrganization(orgId) {
      // A reconcile in flight clears at its end what was due before it began.
      await pool.query(
        `UPDATE roster.organization SET due_at = ${clock.now}
        WHERE clerk_id = $1 AND failures = 0 AND (due_at IS NULL OR leased_until > ${clock.now})`,
        [orgId],
      )
    },

    async renewLease(held) {
      const [renewed] = await queryRows(
        pool,
        row({ until: number }),
        `UPDATE roster.organization SET leased_until = ${lent}
        WHERE clerk_id = $1 AND leased_until = ${timestampOf('$2')} AND leased_until > ${clock.now}
        RETURNING ${timeOf('leased_until')} AS until`,
        [held.orgId, held.until],
      )
      return renewed ? { ...held, ...renewed } : null
    },

    async endLease(held, how) {
      const where = `clerk_id = $1 AND leased_until = ${timestampOf('$2')} AND leased_until > ${clock.now}`
      // No caller may retry at once: one failing organization must not use up the calls of all.
      const rest = `leased_until = ${clock.now} + interval '5 seconds'`
      const failed = `failures = failures + 1,
        due_at = ${clock.now} + least(interval '${LONGEST_REST}', interval '5 seconds' * 2 ^ least(failures, 10))`
      const completed = `leased_until = NULL, failures = 0,
        due_at = CASE WHEN failures = 0 AND due_at > ${timestampOf('$3')} AND ${isCredible('due_at', clock)} THEN due_at END, synced_at = coalesce(synced_at, ${clock.now}),
        confirmed_at = ${timestampOf('$3')}`
      const set = { completed, failed: `${rest}, ${failed}`, 'given-up': rest }
      await pool.query(`UPDATE roster.organization SET ${set[how]} WHERE ${where}`, [
        held.orgId,
        held.until,
        ...(how === 'completed' ? [held.startedAt] : []),
      ])
    },
  } satisfies Partial<MirrorSync>
}

// A scalar subquery, which an index can be searched by; a join could only filter.
const STARTED = '(SELECT started FROM clock)'

const FREE = `(leased_until IS NULL OR leased_until <= ${STARTED} OR leased_until > ${STARTED} + interval '${LENT}')`

const ABSENT_IS_DUE = `written_at > ${STARTED} - interval '30 days' AND (checked_at IS NULL OR checked_at > ${STARTED}
  OR checked_at <= ${STARTED} - CASE WHEN written_at > ${STARTED} - interval '1 day' THEN interval '15 minutes' ELSE interval '1 day' END)`

// While a sweep reads the whole instance, organizations are not due in turn: they would be read twice.
const SWEPT = `EXISTS (SELECT FROM roster.scan WHERE name = 'sweep' AND NOT refused AND began_at BETWEEN ${STARTED} - interval '1 day' AND ${STARTED})`

/**
 * The reasons for an organization to be due, each the prefix of an index: a due time in the past, or one later than any
 * that can have been stored, which means that the clock was set back since.
 */
const DUE = [
  ...['NOT (failures > 0)', '(failures > 0)'].flatMap((failed) => [
    outOfTurn(failed, `due_at <= ${STARTED}`),
    outOfTurn(failed, `due_at > ${STARTED} + interval '${LONGEST_REST}'`),
  ]),
  turn(TURN, `${TURN} <= ${STARTED}`),
  turn(TURN, `${TURN} > ${STARTED} + interval '24 hours'`),
  turn('confirmed_at', `confirmed_at > ${STARTED}`),
  candidates(`state = 'absent' AND due_at IS NULL AND ${ABSENT_IS_DUE}`, 'written_at'),
]

function outOfTurn(failed: string, when: string): string {
  return candidates(`${failed} AND ${when} AND (state = 'live' OR state = 'absent' AND ${ABSENT_IS_DUE})`, 'due_at')
}

function turn(order: string, when: string): string {
  return candidates(`state = 'live' AND due_at IS NULL AND ${when} AND NOT ${SWEPT}`, order)
}

function candidates(where: string, order: string): string {
  return `SELECT clerk_id FROM roster.organization WHERE ${where} AND ${FREE} ORDER BY ${order} LIMIT $1`
}
