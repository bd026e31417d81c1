import type { Db, ListChanges, LoadedList, OrganizationId } from '@roster/db'
import type { Placed } from './list-parts.ts'

/** One of the lists that an organization has: who its members are, or what they are in it. Rows are validated as they become items. */
export type ListKind<Item> = {
  /** Part of every ETag: change it when the same rows become other bytes. */
  version: string
  /** The fields of an item, in their order. */
  columns: readonly (keyof Item & string)[]
  idOf: (item: Item) => string
  load(db: Db, orgId: OrganizationId): Promise<LoadedList<Placed<Item>>>
  /** What changed since this revision; null where the whole list must be read. */
  loadChanges(db: Db, orgId: OrganizationId, since: bigint): Promise<ListChanges<Placed<Item>> | null>
}
