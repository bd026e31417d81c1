import type { Db, ListChanges, LoadedList, OrganizationId } from '@roster/db'
import type { Placed } from './list-parts.ts'

/** A kind of list of an organization: its users, or its members with roles. Rows are validated as they become items. */
export type ListKind<Item> = {
  /** Part of every ETag: change it when the same rows are encoded as other bytes. */
  version: string
  /** The fields of an item, in their order. */
  columns: readonly (keyof Item & string)[]
  idOf: (item: Item) => string
  load(db: Db, orgId: OrganizationId): Promise<LoadedList<Placed<Item>>>
  /** Loads what changed since this revision. Null if the whole list must be read. */
  loadChanges(db: Db, orgId: OrganizationId, since: bigint): Promise<ListChanges<Placed<Item>> | null>
}
