import type { Db } from '../connect/db.ts'
import { flag, orNull, text, tuple, type RowOf } from '../rows/columns.ts'
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

const USER = tuple(
  /* revision */ text,
  /* id */ orNull(text),
  /* firstName */ orNull(text),
  /* lastName */ orNull(text),
  /* email */ orNull(text),
  /* imageUrl */ orNull(text),
  /* hasImage */ orNull(flag),
  /* createdMs */ orNull(text),
  /* updatedMs */ orNull(text),
)

const USERS = listStatement(
  'revision',
  'u.clerk_id, u.first_name, u.last_name, u.email, u.image_url, u.has_image, u.created_ms::text, u.updated_ms::text',
)

/** Who the members of one organization are. */
export function loadUsers(db: Db, orgId: OrganizationId): Promise<LoadedList<UserRow>> {
  return loadList(db, orgId, { statement: USERS, isRow: USER, toItem: toUser })
}

function toUser(row: RowOf<typeof USER>): UserRow | null {
  const [, id, firstName, lastName, email, imageUrl, hasImage, createdMs, updatedMs] = row
  if (id === null) return null
  return {
    id,
    firstName,
    lastName,
    email,
    imageUrl,
    hasImage: hasImage === true,
    createdMs: Number(createdMs),
    updatedMs: Number(updatedMs),
  }
}
