import { loadUsers, type OrganizationId, type UserRow } from '@roster/db'
import { userSchema, type User } from '../user.ts'
import { inSlices } from './in-slices.ts'
import type { ListKind } from './list-kind.ts'

/** The documented list. */
export const userList: ListKind<User> = {
  version: '3',
  columns: userSchema.keyof().options,
  async load(db, orgId) {
    const { revision, rows } = await loadUsers(db, orgId)
    const slices = await inSlices(rows, (slice) => slice.map((row) => userSchema.parse(toUser(orgId, row))))
    return { revision, rows: slices.flat() }
  },
}

function toUser(orgId: OrganizationId, row: UserRow): User {
  return {
    id: row.id,
    firstName: row.firstName,
    lastName: row.lastName,
    email: row.email,
    profilePictureUrl: row.hasImage ? row.imageUrl : null,
    createdAt: new Date(row.createdMs).toISOString(),
    updatedAt: new Date(row.updatedMs).toISOString(),
    clerkId: row.id,
    clerkOrgId: orgId,
  }
}
