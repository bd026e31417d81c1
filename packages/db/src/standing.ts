import type { MirrorState } from './decide.ts'
import type { Db } from './open-db.ts'
import type { OrganizationId } from './organization-id.ts'

/** Who asks for an organization's data: a user's session, or an API key of the organization (nulls). */
export type Requester = { orgId: OrganizationId; userId: string | null; sessionId: string | null }

/** What the mirror knows of a requester, all of one moment. Times in milliseconds of the database's clock. */
export type Standing = {
  organization: { state: MirrorState; revision: bigint; syncedMs: number | null; confirmedMs: number | null } | null
  user: { state: MirrorState; banned: boolean } | null
  membership: { state: MirrorState; role: string; writtenMs: number; checkedMs: number | null } | null
  sessionRevoked: boolean
  nowMs: number
}

type Row = [
  orgState: MirrorState | null,
  revision: string,
  syncedMs: number | null,
  confirmedMs: number | null,
  userState: MirrorState | null,
  banned: boolean,
  membershipState: MirrorState | null,
  role: string,
  writtenMs: number,
  checkedMs: number | null,
  sessionRevoked: boolean,
  nowMs: number,
]

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`

const STANDINGS = `
  SELECT o.state, o.revision::text, ${ms('o.synced_at')}, ${ms('o.confirmed_at')}, u.state, u.banned,
    m.state, m.role, ${ms('m.written_at')}, ${ms('m.checked_at')}, s.sid IS NOT NULL, ${ms('clock_timestamp()')}
  FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS asked (org_id, user_id, sid, position)
  LEFT JOIN organization o ON o.clerk_id = asked.org_id
  LEFT JOIN app_user u ON u.clerk_id = asked.user_id
  LEFT JOIN membership m ON m.org_id = asked.org_id AND m.user_id = asked.user_id
  LEFT JOIN revoked_session s ON s.sid = asked.sid
  ORDER BY asked.position`

/** The standings of these requesters, in their order, by primary keys in one statement. */
export async function readStandings(db: Db, requesters: readonly Requester[]): Promise<Standing[]> {
  const { rows } = await db.pool.query<Row>({
    // Named, so that it is planned once: by primary keys its plan is right for every organization.
    name: 'standings',
    text: STANDINGS,
    values: [
      requesters.map(({ orgId }) => orgId),
      requesters.map(({ userId }) => userId),
      requesters.map(({ sessionId }) => sessionId),
    ],
    rowMode: 'array',
  })
  return rows.map(toStanding)
}

function toStanding(row: Row): Standing {
  const [orgState, revision, syncedMs, confirmedMs, userState, banned, membershipState, role] = row
  const [, , , , , , , , writtenMs, checkedMs, sessionRevoked, nowMs] = row
  return {
    organization: orgState && { state: orgState, revision: BigInt(revision), syncedMs, confirmedMs },
    user: userState && { state: userState, banned },
    membership: membershipState && { state: membershipState, role, writtenMs, checkedMs },
    sessionRevoked,
    nowMs,
  }
}
