import type { Db } from '../connect/db.ts'
import { textOf } from '../rows/values.ts'
import { shows, type ListRow, type ListStatements, type LoadedList } from './load-list.ts'
import type { OrganizationId } from './organization-id.ts'

/** The changes of a list since a revision: the ids of changed members, and the rows of those that still show. */
export type ListChanges<Row> = LoadedList<Row> & { userIds: string[] }

/** Reads the changes of a list since a revision, consistently. Null if the whole list must be read. */
export async function loadChanges<Item>(
  db: Db,
  orgId: OrganizationId,
  since: bigint,
  { changes }: ListStatements,
  toItem: (row: ListRow) => Item,
): Promise<ListChanges<Item> | null> {
  const { rows } = await db.pool.query<unknown[]>({ text: changes, values: [orgId, String(since)], rowMode: 'array' })
  const [first] = rows
  if (!first) return null
  return {
    revision: BigInt(textOf(first[0])),
    rows: rows.filter(shows).map(toItem),
    userIds: rows.filter(([, userId]) => userId !== null).map(([, userId]) => textOf(userId)),
  }
}
