import type { Db } from '../connect/db.ts'
import { oneOf, row, text } from '../rows/columns.ts'
import { queryRows } from '../rows/query-rows.ts'
import type { OrganizationId } from './organization-id.ts'

/** An organization that a caller follows, and the revisions of its lists that the caller has. */
export type Followed = { orgId: OrganizationId; revision: bigint; memberRevision: bigint }

/** The organizations whose lists have newer revisions, and the sessions that were revoked recently. */
export type News = { orgIds: string[]; sessionIds: string[] }

const NEWS = `
  SELECT 'organization' AS kind, f.org_id AS id
  FROM ROWS FROM (unnest($1::text[]), unnest($2::bigint[]), unnest($3::bigint[])) AS f (org_id, revision, member_revision)
  LEFT JOIN LATERAL (
    SELECT revision, member_revision FROM roster.organization WHERE clerk_id = f.org_id OFFSET 0
  ) AS o ON true
  WHERE (o.revision, o.member_revision) IS DISTINCT FROM (f.revision, f.member_revision)
  UNION ALL
  SELECT 'session', sid FROM roster.revoked_session WHERE at > clock_timestamp() - $4 * interval '1 millisecond'`

const isNews = row<{ kind: 'organization' | 'session'; id: string }>({
  kind: oneOf('organization', 'session'),
  id: text,
})

/** Reads the news of any number of organizations in one statement, with sessions revoked in the last `withinMs`. */
export async function readNews(db: Db, followed: readonly Followed[], withinMs: number): Promise<News> {
  const rows = await queryRows(db.pool, isNews, {
    // Named, so that it is planned once.
    name: 'news',
    text: NEWS,
    values: [
      followed.map(({ orgId }) => orgId),
      followed.map(({ revision }) => String(revision)),
      followed.map(({ memberRevision }) => String(memberRevision)),
      withinMs,
    ],
  })
  const of = (kind: string) => rows.filter((each) => each.kind === kind).map(({ id }) => id)
  return { orgIds: of('organization'), sessionIds: of('session') }
}
