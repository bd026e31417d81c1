import type { Db } from '../connect/db.ts'
import type { UserRecord } from '../mirror/records.ts'
import { flagOf, textOf, textOrNull } from '../rows/values.ts'
import { loadChanges, type ListChanges } from './load-changes.ts'
import { listStatements, loadList, type ListRow, type LoadedList } from './load-list.ts'
import type { OrganizationId } from './organization-id.ts'

/** The user of a live membership, as the mirror stores it. Times in milliseconds. */
export type UserRow = Omit<UserRecord, 'banned' | 'deprovisioned'>

const USERS = listStatements({
  number: 1,
  revision: 'revision',
  columns: 'u.first_name, u.last_name, u.email, u.image_url, u.has_image, u.updated_ms::text',
})

/** Loads the users who are members of one organization. */
export function loadUsers(db: Db, orgId: OrganizationId): Promise<LoadedList<UserRow>> {
  return loadList(db, orgId, USERS, toUser)
}

/** Loads only the users that changed since a revision. Null if the whole list must be read. */
export function loadUserChanges(db: Db, orgId: OrganizationId, since: bigint): Promise<ListChanges<UserRow> | null> {
  return loadChanges(db, orgId, since, USERS, toUser)
}

function toUser(row: ListRow): UserRow {
  return {
    id: textOf(row[2]),
    firstName: textOrNull(row[4]),
    lastName: textOrNull(row[5]),
    email: textOrNull(row[6]),
    imageUrl: textOrNull(row[7]),
    hasImage: flagOf(row[8]),
    createdMs: Number(textOf(row[3])),
    updatedMs: Number(textOf(row[9])),
  }
}
