import type pg from 'pg'
import type { Db } from '../connect/db.ts'
import { textOf } from '../rows/values.ts'
import type { OrganizationId } from './organization-id.ts'

/** The rows of one list of an organization, and the revision that they are. */
export type LoadedList<Row> = { revision: bigint; rows: Row[] }

type Row = readonly unknown[]

/** Memberships that one statement reads; 100,000 at once take longer than a request's statement may. */
const PAGE = 10_000

/**
 * Reads a whole list. Its revision and its rows are of one moment. `toItem` is given each row: the revision, the member's id,
 * the same if the user shows, the user's time of creation, and the other columns. Throws if the mirror has no row of the
 * organization.
 */
export async function loadList<Item>(
  db: Db,
  orgId: OrganizationId,
  statement: string,
  toItem: (row: Row) => Item,
): Promise<LoadedList<Item>> {
  const page = await readPage(db.pool, statement, orgId, '')
  const rows = page.length < PAGE ? page : await readLarge(db.snapshots, statement, orgId)
  const [first] = rows
  if (!first) throw new Error('The mirror has no row of this organization, so there is no list to load.')
  return { revision: BigInt(textOf(first[0])), rows: rows.filter(shows).map(toItem) }
}

/** Page by page, all of one moment, and apart from the short reads of requests. */
async function readLarge(pool: pg.Pool, statement: string, orgId: OrganizationId): Promise<Row[]> {
  const client = await pool.connect()
  try {
    await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY')
    const pages: Row[][] = []
    for (let after = ''; ;) {
      const rows = await readPage(client, statement, orgId, after)
      pages.push(rows)
      if (rows.length < PAGE) break
      after = rows.reduce((last, [, userId]) => (textOf(userId) > last ? textOf(userId) : last), after)
    }
    await client.query('COMMIT')
    client.release()
    // Each page is in order: what is left to be done is to merge them.
    return pages.flat().sort(byCreation)
  } catch (error) {
    client.release(true)
    throw error
  }
}

async function readPage(client: Pick<pg.Pool, 'query'>, text: string, orgId: string, after: string): Promise<Row[]> {
  const { rows } = await client.query<unknown[]>({ text, values: [orgId, after], rowMode: 'array' })
  return rows
}

/** Not of an organization without members, nor of a member whose user is not live. */
function shows([, , id]: Row): boolean {
  return id !== null
}

// Ids are ASCII, so bytes and characters agree. Where there is no time, nothing shows.
function byCreation([, , a, createdA]: Row, [, , b, createdB]: Row): number {
  return Number(createdA) - Number(createdB) || (String(a) < String(b) ? -1 : 1)
}

/**
 * People in the order of every list, of the memberships after `$2` by user id. An organization without members is one row of
 * nulls; one that is not live has no members.
 */
export function listStatement(revision: string, columns: string): string {
  // OFFSET 0 keeps the look-up of each member's user a look-up by primary key: left to itself the planner reads whole
  // tables for organizations of every size (see docs/decisions).
  return `
  SELECT o.${revision}::text, u.member_id, u.clerk_id, u.created_ms::text, ${columns}
  FROM roster.organization o
  LEFT JOIN (
    SELECT m.user_id AS member_id, m.role, m.created_ms AS joined_ms, shown.* FROM (
      SELECT user_id, role, created_ms FROM roster.membership
      WHERE org_id = $1 AND state = 'live' AND user_id > $2 ORDER BY user_id LIMIT ${PAGE}
    ) AS m
    LEFT JOIN LATERAL (SELECT * FROM roster.app_user WHERE clerk_id = m.user_id AND state = 'live' OFFSET 0) AS shown ON true
  ) AS u ON o.state = 'live'
  WHERE o.clerk_id = $1
  ORDER BY u.created_ms, u.clerk_id`
}
