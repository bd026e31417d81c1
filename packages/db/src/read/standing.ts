import type { MirrorState } from '../spec/decide.ts'
import type { Db } from '../connect/db.ts'
import { wrongRow } from '../rows/wrong-row.ts'
import { flagOf, numberOf, numberOrNull, textOf } from '../rows/values.ts'
import type { OrganizationId } from './organization-id.ts'

/** The caller of an organization's data: a user's session, or an API key of the organization (both ids null). */
export type Caller = { orgId: OrganizationId; userId: string | null; sessionId: string | null }

/** What the mirror knows about a caller, read consistently. Times in milliseconds on the database's clock. */
export type Standing = {
  organization: {
    state: MirrorState
    revision: bigint
    memberRevision: bigint
    syncedMs: number | null
    confirmedMs: number | null
  } | null
  /** `deactivated`: banned or deprovisioned. */
  user: { state: MirrorState; deactivated: boolean } | null
  membership: { state: MirrorState; role: string; writtenMs: number; checkedMs: number | null } | null
  sessionRevoked: boolean
  nowMs: number
}

const ms = (column: string) => `date_part('epoch', ${column}) * 1000`

// When a sweep last confirmed all organizations. A scalar subquery, which is evaluated once.
const SWEPT = `(SELECT confirmed_at FROM roster.scan WHERE name = 'sweep' AND confirmed_at <= clock_timestamp())`

// OFFSET 0 keeps each look-up separate, whatever the table statistics say. JSON rather than arrays, because for short
// arrays the planner makes a custom plan each time, which takes longer than the read. One JSON column, because twelve
// columns take longer to send and parse than to find.
/** One standing as a column of `standingsOf`. */
export const STANDING = `json_build_array(o.state, o.revision, o.member_revision, o.synced_ms, o.confirmed_ms, u.state,
    u.deactivated, m.state, m.role, m.written_ms, m.checked_ms, s.sid IS NOT NULL, ${ms('clock_timestamp()')})`

/** The callers of a parameter, which `askedOf` makes, with what the mirror knows about each. */
export const standingsOf = (asked: string) => `
  FROM ROWS FROM (json_to_recordset(${asked}) AS ("orgId" text, "userId" text, "sessionId" text))
    WITH ORDINALITY AS asked (org_id, user_id, sid, position)
  LEFT JOIN LATERAL (
    SELECT state, revision::text, member_revision::text, ${ms('synced_at')} AS synced_ms, ${ms(`greatest(CASE WHEN confirmed_at <= clock_timestamp() THEN confirmed_at END, CASE WHEN synced_at IS NOT NULL THEN ${SWEPT} END)`)} AS confirmed_ms
    FROM roster.organization WHERE clerk_id = asked.org_id OFFSET 0
  ) AS o ON true
  LEFT JOIN LATERAL (
    SELECT state, banned OR deprovisioned AS deactivated FROM roster.app_user WHERE clerk_id = asked.user_id OFFSET 0
  ) AS u ON true
  LEFT JOIN LATERAL (
    SELECT state, role, ${ms('written_at')} AS written_ms, ${ms('checked_at')} AS checked_ms
    FROM roster.membership WHERE org_id = asked.org_id AND user_id = asked.user_id OFFSET 0
  ) AS m ON true
  LEFT JOIN LATERAL (SELECT sid FROM roster.revoked_session WHERE sid = asked.sid OFFSET 0) AS s ON true`

export function askedOf(callers: readonly Caller[]): string {
  return JSON.stringify(callers.map(({ orgId, userId, sessionId }) => ({ orgId, userId, sessionId })))
}

/** Reads the standings of these callers, in their order, by primary keys in one statement. */
export async function readStandings(db: Db, callers: readonly Caller[]): Promise<Standing[]> {
  const { rows } = await db.pool.query<[unknown]>({
    // Named, so that it is planned once.
    name: 'standings',
    text: `SELECT ${STANDING} ${standingsOf('$1')} ORDER BY asked.position`,
    values: [askedOf(callers)],
    rowMode: 'array',
  })
  return rows.map(([standing]) => toStanding(standing))
}

export function toStanding(row: unknown): Standing {
  if (!Array.isArray(row)) throw wrongRow()
  const columns: unknown[] = row
  const [
    orgState,
    revision,
    memberRevision,
    syncedMs,
    confirmedMs,
    userState,
    deactivated,
    state,
    role,
    writtenMs,
    checkedMs,
  ] = columns
  return {
    organization:
      orgState === null
        ? null
        : {
            state: stateOf(orgState),
            revision: BigInt(textOf(revision)),
            memberRevision: BigInt(textOf(memberRevision)),
            syncedMs: numberOrNull(syncedMs),
            confirmedMs: numberOrNull(confirmedMs),
          },
    user: userState === null ? null : { state: stateOf(userState), deactivated: flagOf(deactivated) },
    membership:
      state === null
        ? null
        : {
            state: stateOf(state),
            role: textOf(role),
            writtenMs: numberOf(writtenMs),
            checkedMs: numberOrNull(checkedMs),
          },
    sessionRevoked: flagOf(columns[11]),
    nowMs: numberOf(columns[12]),
  }
}

function stateOf(value: unknown): MirrorState {
  if (value === 'live' || value === 'absent' || value === 'deleted' || value === 'unknown') return value
  throw wrongRow()
}
