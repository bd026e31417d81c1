import type { Db } from '../connect/db.ts'
import { textOf } from '../rows/values.ts'
import type { OrganizationId } from './organization-id.ts'

/** The rows of one list of an organization, and the revision that they are. */
export type LoadedList<Row> = { revision: bigint; rows: Row[] }

/**
 * Reads a whole list. One statement, so that the revision and the rows are of one moment. `toItem` is given each row: the
 * revision, the user's id and the other columns. Throws if the mirror has no row of the organization.
 */
export async function loadList<Item>(
  db: Db,
  orgId: OrganizationId,
  statement: string,
  toItem: (row: readonly unknown[]) => Item,
): Promise<LoadedList<Item>> {
  const { rows } = await db.pool.query<unknown[]>({ text: statement, values: [orgId], rowMode: 'array' })
  const [first] = rows
  if (!first) throw new Error('The mirror has no row of this organization, so there is no list to load.')
  const isEmpty = rows.length === 1 && first[1] === null
  return { revision: BigInt(textOf(first[0])), rows: isEmpty ? [] : rows.map(toItem) }
}

/**
 * People in the order of every list. An organization without members is one row of nulls; one that is not live has no
 * members.
 */
export function listStatement(revision: string, columns: string): string {
  // OFFSET 0 keeps the look-up of each member's user a look-up by primary key: left to itself the planner reads whole
  // tables for organizations of every size (see docs/decisions).
  return `
  SELECT o.${revision}::text, ${columns}
  FROM roster.organization o
  LEFT JOIN (
    SELECT shown.*, m.role, m.created_ms AS joined_ms FROM roster.membership m
    CROSS JOIN LATERAL (SELECT * FROM roster.app_user WHERE clerk_id = m.user_id AND state = 'live' OFFSET 0) AS shown
    WHERE m.org_id = $1 AND m.state = 'live'
  ) AS u ON o.state = 'live'
  WHERE o.clerk_id = $1
  ORDER BY u.created_ms, u.clerk_id`
}
