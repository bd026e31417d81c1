import type pg from 'pg'
import type { MirrorClock } from './clock.ts'
import { membershipContent } from './content.ts'
import type { MembershipRecord } from './records.ts'
import { arraysOf, changesOn, liveChangesOn, uniqueByKey, unnest, type Columns } from './statement.ts'
import type { MirrorRows } from '../mirror.ts'
import { absentVerdict, deletedVerdict, dueTime, type Upsert } from './upsert.ts'

export const MEMBERSHIP_COLUMNS: Columns<MembershipRecord> = {
  org_id: ['text', (membership) => membership.orgId],
  user_id: ['text', (membership) => membership.userId],
  membership_id: ['text', (membership) => membership.membershipId],
  role: ['text', (membership) => membership.role],
  created_ms: ['bigint', (membership) => membership.createdMs],
  updated_ms: ['bigint', (membership) => membership.updatedMs],
  content_hash: ['text', membershipContent],
}

const MEMBERSHIP = { table: 'membership', key: ['org_id', 'user_id'], stripe: 'user_id' } satisfies Partial<Upsert>

/** The writes to `membership`, and their consequences for users. */
export function membershipStatements(pool: pg.Pool, clock: MirrorClock) {
  const change = changesOn(pool, clock)
  const consequences = { stubs: stubs(clock), locked: LOCKED }
  const changeLive = liveChangesOn(pool, clock, MEMBERSHIP, MEMBERSHIP_COLUMNS, consequences)
  return {
    applyMemberships: (memberships, source) =>
      changeLive(
        uniqueByKey(memberships, ({ orgId, userId }) => `${orgId} ${userId}`),
        source,
      ),

    applyMembershipDeleted: (membership) =>
      change(
        arraysOf(MEMBERSHIP_COLUMNS, [membership]),
        deletion(unnest(MEMBERSHIP_COLUMNS), '($3::text[])[1]', clock),
      ),

    async applyMembershipIdDeleted(membershipId, orgId) {
      const held = `SELECT ${Object.keys(MEMBERSHIP_COLUMNS).join(', ')} FROM roster.membership WHERE membership_id = $1`
      const tally = await change([membershipId], deletion(`(${held}) AS incoming`, '$1', clock))
      if (tally.written + tally.marked === 0 && orgId !== null)
        await pool.query(
          `UPDATE roster.organization SET due_at = ${clock.now} WHERE clerk_id = $2 AND NOT EXISTS (${held})`,
          [membershipId, orgId],
        )
      return tally
    },

    applyMembershipsAbsent: (orgId, userIds, startedAt) =>
      change([orgId, userIds, startedAt], {
        ...MEMBERSHIP,
        columns: [],
        incoming:
          '(SELECT org_id, user_id FROM roster.membership WHERE org_id = $1 AND user_id = ANY ($2::text[])) AS incoming',
        state: 'absent',
        verdict: absentVerdict(1, '$3', clock),
        consequences: { lonely: lonely(clock) },
      }),
  } satisfies Partial<MirrorRows>
}

/**
 * SQL that locks the organizations of a batch in the order of their ids, and adds those that are missing. Rows that change
 * and rows that are new have a trigger each, which locks only its own: without this, two batches could wait for each other.
 */
const LOCKED = `INSERT INTO roster.organization AS held (clerk_id, state)
    SELECT DISTINCT org_id, 'unknown'::roster.mirror_state FROM applied
    WHERE written AND (SELECT count(*) FROM applied) > 1
    ORDER BY org_id ON CONFLICT (clerk_id) DO UPDATE SET state = held.state WHERE false`

/** Deletes the memberships of `incoming`. `membershipId` is SQL for the id that the deletion names. */
function deletion(incoming: string, membershipId: string, clock: MirrorClock): Upsert {
  return {
    ...MEMBERSHIP,
    columns: Object.keys(MEMBERSHIP_COLUMNS).slice(2),
    incoming,
    state: 'deleted',
    verdict: deletedVerdict(true),
    wrote: `held.membership_id = ${membershipId}`,
    consequences: { lonely: lonely(clock) },
  }
}

/** SQL that inserts a due row for each user of a live membership who is not in the mirror. */
function stubs(clock: MirrorClock): string {
  return `INSERT INTO roster.app_user (clerk_id, state, written_at, resync_at)
    SELECT user_id, 'unknown', ${clock.now}, ${clock.now} FROM applied
    WHERE state = 'live' AND NOT EXISTS (SELECT FROM roster.app_user WHERE clerk_id = user_id)
    ORDER BY user_id ON CONFLICT DO NOTHING`
}

/**
 * SQL that marks users who lost their last live membership: a 404 for them then removes the personal data. ON CONFLICT
 * locks the user before the check, so the later of two concurrent endings sees both.
 */
function lonely(clock: MirrorClock): string {
  return `INSERT INTO roster.app_user AS held (clerk_id, state)
    SELECT user_id, 'unknown' FROM applied
    WHERE written AND EXISTS (SELECT FROM roster.app_user WHERE clerk_id = user_id)
    ORDER BY user_id
    ON CONFLICT (clerk_id) DO UPDATE SET resync_at = ${dueTime('held', clock)}
    WHERE held.state = 'live' AND NOT roster.has_live_membership(held.clerk_id)`
}
