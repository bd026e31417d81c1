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
  'u.clerk_id, u.first_name, u.last_name, u.email, u.image_url, u.has_image, u.created_ms::text, u.updated_ms::text',
)

/** Who the members of one organization are. */
export function loadUsers(db: Db, orgId: OrganizationId): Promise<LoadedList<UserRow>> {
  return loadList(db, orgId, USERS, toUser)
}

function toUser(row: readonly unknown[]): UserRow {
  return {
    id: textOf(row[1]),
    firstName: textOrNull(row[2]),
    lastName: textOrNull(row[3]),
    email: textOrNull(row[4]),
    imageUrl: textOrNull(row[5]),
    hasImage: flagOf(row[6]),
    createdMs: Number(textOf(row[7])),
    updatedMs: Number(textOf(row[8])),
  }
}
