import type pg from 'pg'
import { isCredible, timeOf, timestampOf, type MirrorClock } from '../mirror/clock.ts'
import type { Lease, MirrorSync, OrganizationSync } from '../mirror.ts'
import { flag, mirrorState, number, orNull, row, text } from '../rows/columns.ts'
import { queryRows } from '../rows/query-rows.ts'

type Statements = Pick<
  MirrorSync,
  'readSync' | 'leaseOrganization' | 'leaseStalest' | 'hurryOrganization' | 'renewLease' | 'endLease'
>

const LENT = '30 seconds'
const LONGEST_REST = '15 minutes'

const SYNC = row<OrganizationSync>({ state: mirrorState, synced: flag, confirmedAt: orNull(number) })
const LEASE = row<Lease>({ orgId: text, startedAt: number, until: number, neverSynced: flag })

/** Who reconciles which organization, and what a completed reconcile leaves behind. */
export function leaseStatements(pool: pg.Pool, clock: MirrorClock): Statements {
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
          CASE WHEN ${isCredible('confirmed_at', clock)} THEN ${timeOf('confirmed_at')} END AS "confirmedAt"
        FROM roster.organization WHERE clerk_id = $1`,
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

    async leaseStalest() {
      const [leased] = await queryRows(
        pool,
        LEASE,
        `WITH clock AS MATERIALIZED (SELECT ${clock.now} AS started),
        stalest AS MATERIALIZED (
          SELECT clerk_id FROM roster.organization AS held, clock
          WHERE state IN ('live', 'absent') AND ${isPast('leased_until', LENT)}
            AND CASE WHEN state = 'absent' THEN ${isPast('due_at', LONGEST_REST)} AND written_at > started - interval '30 days'
                AND (checked_at IS NULL OR checked_at > started OR checked_at <= started - CASE
                  WHEN written_at > started - interval '1 day' THEN interval '15 minutes' ELSE interval '1 day' END)
              WHEN due_at IS NOT NULL THEN ${isPast('due_at', LONGEST_REST)}
              ELSE confirmed_at IS NULL OR confirmed_at > started OR confirmed_at <= started - interval '1 day'
                OR confirmed_at <= started - interval '15 minutes' AND used_at BETWEEN started - interval '7 days' AND started
              END
          ORDER BY failures > 0, due_at NULLS LAST, state, CASE WHEN confirmed_at <= started THEN confirmed_at END NULLS FIRST
          LIMIT 1 FOR UPDATE OF held SKIP LOCKED
        )
        UPDATE roster.organization AS held SET leased_until = ${lent} FROM stalest WHERE held.clerk_id = stalest.clerk_id
        RETURNING ${lease}`,
      )
      return leased ?? null
    },

    async hurryOrganization(orgId) {
      await pool.query(
        `UPDATE roster.organization SET due_at = ${clock.now} WHERE clerk_id = $1 AND failures = 0 AND due_at IS NULL`,
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
      // Not at once again, whoever asks: one organization that fails must not use up the calls of all.
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
  }
}

/** SQL over a started clock: null, past, or later than it can have been stored unless the clock has stepped back since. */
function isPast(column: string, latest: string): string {
  return `(${column} IS NULL OR ${column} <= started OR ${column} > started + interval '${latest}')`
}
