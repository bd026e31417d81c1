import type { Db } from '../connect/db.ts'
import { anything, oneOf, row, text } from '../rows/columns.ts'
import { queryRows } from '../rows/query-rows.ts'
import { wrongRow } from '../rows/wrong-row.ts'
import { IS_ANY_DUE } from '../sync/due-rows.ts'
import type { OrganizationId } from './organization-id.ts'
import { askedOf, STANDING, standingsOf, toStanding, type Caller, type Standing } from './standing.ts'

/** An organization that a caller follows, and the revisions of its lists that the caller has. */
export type Followed = { orgId: OrganizationId; revision: bigint; memberRevision: bigint }

/** `withinMs`: how recent a revocation has to be. */
type Asked = { followed: readonly Followed[]; callers: readonly Caller[]; withinMs: number }

export type News = {
  /** The organizations whose lists have other revisions. */
  orgIds: string[]
  /** The sessions that were revoked recently. */
  sessionIds: string[]
  /** Of the callers, in their order. */
  standings: Standing[]
  /** Whether a row of the mirror is due. */
  isAnyDue: boolean
}

const NEWS = `
  SELECT 'organization' AS kind, f.org_id AS id, NULL::json AS standing
  FROM ROWS FROM (unnest($1::text[]), unnest($2::bigint[]), unnest($3::bigint[])) AS f (org_id, revision, member_revision)
  LEFT JOIN LATERAL (
    SELECT revision, member_revision FROM roster.organization WHERE clerk_id = f.org_id OFFSET 0
  ) AS o ON true
  WHERE (o.revision, o.member_revision) IS DISTINCT FROM (f.revision, f.member_revision)
  UNION ALL
  SELECT 'session', sid, NULL FROM roster.revoked_session WHERE at > clock_timestamp() - $4 * interval '1 millisecond'
  UNION ALL
  SELECT 'standing', (asked.position - 1)::text, ${STANDING} ${standingsOf('$5')}
  UNION ALL
  SELECT 'due', '', NULL WHERE ${IS_ANY_DUE}`

const isNews = row({ kind: oneOf('organization', 'session', 'standing', 'due'), id: text, standing: anything })

/** Reads in one statement what is new for any number of organizations and callers. */
export async function readNews(db: Db, { followed, callers, withinMs }: Asked): Promise<News> {
  const rows = await queryRows(db.pool, isNews, {
    // Named, so that it is planned once.
    name: 'news',
    text: NEWS,
    values: [
      followed.map(({ orgId }) => orgId),
      followed.map(({ revision }) => String(revision)),
      followed.map(({ memberRevision }) => String(memberRevision)),
      withinMs,
      askedOf(callers),
    ],
  })
  const of = (kind: string) => rows.filter((each) => each.kind === kind)
  const found = new Map(of('standing').map(({ id, standing }) => [Number(id), toStanding(standing)]))
  const standings = callers.flatMap((_, position) => found.get(position) ?? [])
  if (standings.length < callers.length) throw wrongRow()
  return {
    orgIds: of('organization').map(({ id }) => id),
    sessionIds: of('session').map(({ id }) => id),
    standings,
    isAnyDue: of('due').length > 0,
  }
}
