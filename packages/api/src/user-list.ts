import type { MemberRow, OrganizationId } from '@roster/db'
import { z } from 'zod'
import { userSchema, type User } from './user.ts'

const listSchema = z.array(userSchema)
// The lists made here, so that a procedure can prove that its output was validated without copying it.
const made = new WeakMap<object, readonly User[]>()

/** Rows of one organization as the documented users: validated once, then frozen. */
export function toUserList(orgId: OrganizationId, rows: MemberRow[]): readonly User[] {
  const users = listSchema.parse(rows.map((row) => toUser(orgId, row)))
  for (const user of users) Object.freeze(user)
  made.set(users, Object.freeze(users))
  return users
}

/** The output schema of `users.list`: the very list that `toUserList` made, or an error. */
export function userListSchema(value: unknown): readonly User[] {
  const users = typeof value === 'object' && value ? made.get(value) : undefined
  if (!users) throw new Error('users.list may only answer a list made from a snapshot')
  return users
}

function toUser(orgId: OrganizationId, row: MemberRow): User {
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
