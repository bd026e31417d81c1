import { loadUserChanges, loadUsers, type OrganizationId, type UserRow } from '@roster/db'
import { userSchema, type User } from '../user.ts'
import { inSlices } from './in-slices.ts'
import type { ListKind } from './list-kind.ts'
import type { Placed } from './list-parts.ts'

export const userList: ListKind<User> = {
  version: '6',
  columns: userSchema.keyof().options,
  idOf: ({ id }) => id,
  async load(db, orgId) {
    const { revision, rows } = await loadUsers(db, orgId)
    return { revision, rows: await place(orgId, rows) }
  },
  async loadChanges(db, orgId, since) {
    const changes = await loadUserChanges(db, orgId, since)
    return changes && { ...changes, rows: await place(orgId, changes.rows) }
  },
}

function place(orgId: OrganizationId, rows: readonly UserRow[]): Promise<Placed<User>[]> {
  return inSlices(rows, (row) => ({
    item: userSchema.parse(toUser(orgId, row)),
    id: row.id,
    createdMs: row.createdMs,
  }))
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
