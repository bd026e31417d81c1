import type { Db } from '../connect/db.ts'
import { flagOf, textOf, textOrNull } from '../rows/values.ts'
import { listStatement, loadList, type LoadedList } from './load-list.ts'
import type { OrganizationId } from './organization-id.ts'

/** A live member of an organization, as the mirror holds the user. Times in milliseconds. */
export type UserRow = {
  id: string
  firstName: string | null
  lastName: string | null
  email: string | null
  imageUrl: string | null
  hasImage: boolean
  createdMs: number
  updatedMs: number
}

const USERS = listStatement(
  'revision',
  'u.first_name, u.last_name, u.email, u.image_url, u.has_image, u.updated_ms::text',
)

/** Who the members of one organization are. */
export function loadUsers(db: Db, orgId: OrganizationId): Promise<LoadedList<UserRow>> {
  return loadList(db, orgId, USERS, toUser)
}

function toUser(row: readonly unknown[]): UserRow {
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
