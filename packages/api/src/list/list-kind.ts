import type { Db, LoadedList, OrganizationId } from '@roster/db'

/** One of the lists that an organization has: who its members are, or what they are in it. */
export type ListKind<Item> = {
  /** Part of every ETag: change it when the same rows become other bytes. */
  version: string
  /** The fields of an item, in their order. */
  columns: readonly (keyof Item & string)[]
  /** Reads the list, and validates it where rows become items. */
  load(db: Db, orgId: OrganizationId): Promise<LoadedList<Item>>
}
