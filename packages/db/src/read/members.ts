import type pg from 'pg'
import type { Db } from '../connect/db.ts'
import { flag, orNull, text, tuple, type RowOf } from '../rows/columns.ts'
import { queryRows } from '../rows/query-rows.ts'
import type { OrganizationId } from './organization-id.ts'

/** A live member of an organization, as the mirror holds the user. Times in milliseconds. */
export type MemberRow = {
  id: string
  firstName: string | null
  lastName: string | null
  email: string | null
  imageUrl: string | null
  hasImage: boolean
  createdMs: number
  updatedMs: number
}

/** The members of an organization and the revision that they are, ordered by creation, then id. */
export type OrganizationSnapshot = { revision: bigint; members: MemberRow[] }

/** Memberships that one statement reads; 100,000 at once take longer than a request's statement may. */
const PAGE = 10_000

const MEMBER = tuple(
  /* revision */ text,
  /* the member's id, shown or not */ orNull(text),
  /* id */ orNull(text),
  /* firstName */ orNull(text),
  /* lastName */ orNull(text),
  /* email */ orNull(text),
  /* imageUrl */ orNull(text),
  /* hasImage */ orNull(flag),
  /* createdMs */ orNull(text),
  /* updatedMs */ orNull(text),
)

type Row = RowOf<typeof MEMBER>

// One statement, so that the revision and the members are of one moment. An organization without members is one
// row of nulls; one that is not live has no members. OFFSET 0 keeps the look-up of each member's user a look-up by
// primary key: left to itself the planner reads whole tables for organizations of every size (see docs/decisions).
const SNAPSHOT = `
  SELECT o.revision::text, u.user_id, u.clerk_id, u.first_name, u.last_name, u.email, u.image_url, u.has_image,
    u.created_ms::text, u.updated_ms::text
  FROM roster.organization o
  LEFT JOIN (
    SELECT m.user_id, shown.* FROM (
      SELECT user_id FROM roster.membership WHERE org_id = $1 AND state = 'live' AND user_id > $2 ORDER BY user_id LIMIT ${PAGE}
    ) AS m
    LEFT JOIN LATERAL (SELECT * FROM roster.app_user WHERE clerk_id = m.user_id AND state = 'live' OFFSET 0) AS shown ON true
  ) AS u ON o.state = 'live'
  WHERE o.clerk_id = $1
  ORDER BY u.created_ms, u.clerk_id`

/** Reads the whole list of one organization. Throws if the mirror has no row of it. */
export async function loadSnapshot(db: Db, orgId: OrganizationId): Promise<OrganizationSnapshot> {
  const rows = await readPage(db.pool, orgId, '')
  return toSnapshot(rows.length < PAGE ? rows : await readLarge(db.snapshots, orgId))
}

/** Page by page, all of one moment, and apart from the short reads of requests. */
async function readLarge(pool: pg.Pool, orgId: OrganizationId): Promise<Row[]> {
  const client = await pool.connect()
  try {
    await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY')
    const pages: Row[][] = []
    for (let after = ''; ;) {
      const rows = await readPage(client, orgId, after)
      pages.push(rows)
      if (rows.length < PAGE) break
      after = rows.reduce((last, [, userId]) => (userId !== null && userId > last ? userId : last), after)
    }
    await client.query('COMMIT')
    client.release()
    return pages.flat()
  } catch (error) {
    client.release(true)
    throw error
  }
}

function readPage(client: Pick<pg.Pool, 'query'>, orgId: OrganizationId, after: string): Promise<Row[]> {
  return queryRows(client, MEMBER, { text: SNAPSHOT, values: [orgId, after], rowMode: 'array' })
}

function toSnapshot(rows: Row[]): OrganizationSnapshot {
  const [first] = rows
  if (!first) throw new Error('The mirror has no row of this organization, so there is no list to load.')
  const members = rows.flatMap(toMember)
  // Each page is in order: what is left to be done is to merge them. Ids are ASCII, so bytes and characters agree.
  if (rows.length >= PAGE) members.sort((a, b) => a.createdMs - b.createdMs || (a.id < b.id ? -1 : 1))
  return { revision: BigInt(first[0]), members }
}

function toMember(row: Row): MemberRow[] {
  const [, , id, firstName, lastName, email, imageUrl, hasImage, createdMs, updatedMs] = row
  if (id === null) return []
  return [
    {
      id,
      firstName,
      lastName,
      email,
      imageUrl,
      hasImage: hasImage === true,
      createdMs: Number(createdMs),
      updatedMs: Number(updatedMs),
    },
  ]
}
