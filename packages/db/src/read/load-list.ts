import type pg from 'pg'
import type { Db } from '../connect/db.ts'
import { textOf } from '../rows/values.ts'
import type { OrganizationId } from './organization-id.ts'

/** The rows of one list of an organization, in order, and their revision. */
export type LoadedList<Row> = { revision: bigint; rows: Row[] }

/** A list of an organization: its number in `list_change`, its revision column, and its columns of members (`u`). */
type List = { number: 1 | 2; revision: 'revision' | 'member_revision'; columns: string }

/** A row as an array: revision, member's id, that id if the user shows, user's creation time, the list's columns. */
export type ListRow = readonly unknown[]

/** The statements of a list: `page` reads all of it page by page, `changes` what changed since a revision. */
export type ListStatements = { page: string; changes: string }

/** Memberships per statement. Reading 100,000 at once exceeds the statement timeout of requests. */
const PAGE = 10_000

// With more changes than this, reading the whole list is faster.
const MOST_CHANGES = 5_000

/** Reads a whole list, revision and rows consistently. Throws if the mirror has no row of the organization. */
export async function loadList<Item>(
  db: Db,
  orgId: OrganizationId,
  { page: statement }: ListStatements,
  toItem: (row: ListRow) => Item,
): Promise<LoadedList<Item>> {
  const page = await readPage(db.pool, statement, orgId, '')
  const rows = page.length < PAGE ? page : await readLarge(db.snapshots, statement, orgId)
  const [first] = rows
  if (!first) throw new Error('The mirror has no row of this organization, so there is no list to load.')
  return { revision: BigInt(textOf(first[0])), rows: rows.filter(shows).map(toItem) }
}

/** Reads page by page in one transaction, on a pool apart from the short reads of requests. */
async function readLarge(pool: pg.Pool, statement: string, orgId: OrganizationId): Promise<ListRow[]> {
  const client = await pool.connect()
  try {
    await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY')
    const pages: ListRow[][] = []
    for (let after = ''; ;) {
      const rows = await readPage(client, statement, orgId, after)
      pages.push(rows)
      if (rows.length < PAGE) break
      after = rows.reduce((last, [, userId]) => (textOf(userId) > last ? textOf(userId) : last), after)
    }
    await client.query('COMMIT')
    client.release()
    // Each page is sorted, so this only merges them.
    return pages.flat().sort(byCreation)
  } catch (error) {
    client.release(true)
    throw error
  }
}

async function readPage(
  client: Pick<pg.Pool, 'query'>,
  text: string,
  orgId: string,
  after: string,
): Promise<ListRow[]> {
  const { rows } = await client.query<unknown[]>({ text, values: [orgId, after], rowMode: 'array' })
  return rows
}

/** Whether a row shows. False for an organization without members and for a member whose user is not live. */
export function shows([, , id]: ListRow): boolean {
  return id !== null
}

// Ids are ASCII, so the order of bytes and of characters agree. Rows without a time do not show.
function byCreation([, , a, createdA]: ListRow, [, , b, createdB]: ListRow): number {
  return Number(createdA) - Number(createdB) || (String(a) < String(b) ? -1 : 1)
}

/**
 * SQL for people in the order of every list. `page` reads the memberships after `$2` by user id. `changes` reads those
 * whose rows changed since the revision `$2`, and returns no row unless every revision since is known. An organization
 * without members is one row of nulls; one that is not live has no members.
 */
export function listStatements({ number, revision, columns }: List): ListStatements {
  const shown = `o.${revision}::text, u.member_id, u.clerk_id, u.created_ms::text, ${columns}`
  // OFFSET 0 keeps the look-up of each member's user by primary key. Without it the planner reads whole tables for
  // organizations of every size (see docs/decisions). A condition on the state inside of it would let the planner use
  // the index of all live users.
  const user = `LEFT JOIN LATERAL (SELECT * FROM roster.app_user WHERE clerk_id = m.user_id OFFSET 0) AS shown ON shown.state = 'live'`
  const page = `
  SELECT ${shown}
  FROM roster.organization o
  LEFT JOIN (
    SELECT m.user_id AS member_id, m.role, m.created_ms AS joined_ms, shown.* FROM (
      SELECT user_id, role, created_ms FROM roster.membership
      WHERE org_id = $1 AND state = 'live' AND user_id > $2 ORDER BY user_id LIMIT ${PAGE}
    ) AS m
    ${user}
  ) AS u ON o.state = 'live'
  WHERE o.clerk_id = $1
  ORDER BY u.created_ms, u.clerk_id`
  const changes = `
  WITH change AS MATERIALIZED (
    SELECT revision, user_ids, revision_before = lag(revision, 1, $2::bigint) OVER (ORDER BY revision) AS follows
    FROM roster.list_change WHERE org_id = $1 AND list = ${number} AND revision > $2::bigint
    ORDER BY revision LIMIT ${MOST_CHANGES}
  ),
  sum AS (
    SELECT coalesce(max(revision), $2::bigint) AS revision, coalesce(bool_and(follows), true) AS follow,
      coalesce(sum(cardinality(user_ids)), 0) AS users
    FROM change
  )
  SELECT ${shown}
  FROM roster.organization o
  JOIN sum ON sum.revision = o.${revision} AND follow AND users <= ${MOST_CHANGES}
  LEFT JOIN (
    SELECT asked.user_id AS member_id, m.role, m.created_ms AS joined_ms, shown.*
    FROM (SELECT DISTINCT unnest(user_ids) AS user_id FROM change) AS asked
    LEFT JOIN LATERAL (
      SELECT user_id, role, created_ms, state FROM roster.membership
      WHERE org_id = $1 AND user_id = asked.user_id OFFSET 0
    ) AS m ON m.state = 'live'
    ${user}
  ) AS u ON true
  WHERE o.clerk_id = $1 AND o.state = 'live'
  ORDER BY u.created_ms, u.clerk_id`
  return { page, changes }
}
