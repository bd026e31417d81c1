import type pg from 'pg'
import { timeOf, timestampOf, type MirrorClock } from './mirror-clock.ts'
import type { Lease, MirrorSync, OrganizationSync } from './mirror-store.ts'

type Statements = Pick<
  MirrorSync,
  'readSync' | 'leaseOrganization' | 'leaseStalest' | 'renewLease' | 'endLease' | 'unseenMembers'
>

/** Who reconciles which organization, whom its reads missed, and what a completed reconcile leaves behind. */
export function leaseStatements(pool: pg.Pool, clock: MirrorClock): Statements {
  const lent = `${clock.now} + interval '30 seconds'`
  const free = `(held.leased_until IS NULL OR held.leased_until <= ${clock.now})`
  const lease = `held.clerk_id AS "orgId", ${timeOf(clock.now)} AS "startedAt", ${timeOf('held.leased_until')} AS until,
    held.synced_at IS NULL AS "neverSynced"`

  return {
    async readSync(orgId) {
      const { rows } = await pool.query<OrganizationSync>(
        `SELECT synced_at IS NOT NULL AS synced, ${timeOf('confirmed_at')} AS "confirmedAt", ${timeOf('leased_until')} AS "leasedUntil"
        FROM organization WHERE clerk_id = $1`,
        [orgId],
      )
      return rows[0] ?? { synced: false, confirmedAt: null, leasedUntil: null }
    },

    async leaseOrganization(orgId) {
      const { rows } = await pool.query<Lease>(
        `INSERT INTO organization AS held (clerk_id, state, written_at, leased_until) VALUES ($1, 'unknown', ${clock.now}, ${lent})
        ON CONFLICT (clerk_id) DO UPDATE SET leased_until = ${lent} WHERE ${free}
        RETURNING ${lease}`,
        [orgId],
      )
      return rows[0] ?? null
    },

    async leaseStalest() {
      const { rows } = await pool.query<Lease>(
        `WITH clock AS MATERIALIZED (SELECT ${clock.now} AS started),
        stalest AS MATERIALIZED (
          SELECT clerk_id FROM organization AS held
          WHERE state = 'live' AND (leased_until IS NULL OR leased_until <= (SELECT started FROM clock)) AND (
            confirmed_at IS NULL OR confirmed_at <= (SELECT started - interval '1 day' FROM clock)
            OR confirmed_at <= (SELECT started - interval '15 minutes' FROM clock)
              AND used_at > (SELECT started - interval '7 days' FROM clock))
          ORDER BY confirmed_at NULLS FIRST LIMIT 1 FOR UPDATE OF held SKIP LOCKED
        )
        UPDATE organization AS held SET leased_until = ${lent} FROM stalest WHERE held.clerk_id = stalest.clerk_id
        RETURNING ${lease}`,
      )
      return rows[0] ?? null
    },

    async renewLease(held) {
      const { rows } = await pool.query<{ until: number }>(
        `UPDATE organization SET leased_until = ${lent}
        WHERE clerk_id = $1 AND leased_until = ${timestampOf('$2')} AND leased_until > ${clock.now}
        RETURNING ${timeOf('leased_until')} AS until`,
        [held.orgId, held.until],
      )
      return rows[0] ? { ...held, until: rows[0].until } : null
    },

    async endLease(held, how) {
      const where = `clerk_id = $1 AND leased_until = ${timestampOf('$2')} AND leased_until > ${clock.now}`
      if (how === 'given-up') {
        // It rests for 5 s, so that one organization that fails can't take the others' turns.
        const rest = `${clock.now} + interval '5 seconds'`
        await pool.query(`UPDATE organization SET leased_until = ${rest} WHERE ${where}`, [held.orgId, held.until])
        return
      }
      await pool.query(
        `UPDATE organization SET leased_until = NULL, synced_at = coalesce(synced_at, ${clock.now}),
          confirmed_at = ${timestampOf('$3')} WHERE ${where}`,
        [held.orgId, held.until, held.startedAt],
      )
    },

    async unseenMembers(orgId, users, members) {
      const { rows } = await pool.query<{ user_id: string }>(
        `SELECT user_id FROM (
          SELECT user_id FROM membership WHERE org_id = $1 AND state = 'live' UNION SELECT unnest($2::text[])
        ) AS claimed
        WHERE NOT EXISTS (SELECT FROM unnest($3::text[]) AS seen WHERE seen = user_id)
        ORDER BY user_id COLLATE "C"`,
        [orgId, users, members],
      )
      return rows.map(({ user_id }) => user_id)
    },
  }
}
