import type { MemberRow, OrganizationId } from '@roster/db'
import type { Bytes } from './encoding.ts'
import { inSlices } from './in-slices.ts'
import { userSchema, type User } from './user.ts'

// The lists made here, so that a procedure can prove that its output was validated without copying it.
const made = new WeakMap<object, readonly User[]>()

/** Rows of one organization as the documented users: validated once, then frozen. */
export async function toUserList(orgId: OrganizationId, rows: readonly MemberRow[]): Promise<readonly User[]> {
  const slices = await inSlices(rows, (slice) => slice.map((row) => userSchema.parse(toUser(orgId, row))))
  return keep(slices.flat())
}

/** The list as JSON. */
export async function writeUserList(users: readonly User[]): Promise<Bytes> {
  const slices = await inSlices(users, (slice) => JSON.stringify(slice).slice(1, -1))
  return Buffer.from(`[${slices.join(',')}]`)
}

/** The list that `writeUserList` wrote: what was validated before it was written is not validated again. */
export function readUserList(json: Bytes): readonly User[] {
  // oxlint-disable-next-line typescript/no-unsafe-assignment -- to validate again what was written here costs as much as to build it
  const users: User[] = JSON.parse(json.toString())
  return keep(users)
}

/** The output schema of `users.list`: the very list that was made here, or an error. */
export function userListSchema(value: unknown): readonly User[] {
  const users = typeof value === 'object' && value ? made.get(value) : undefined
  if (!users) throw new Error('users.list may only answer a list made from a snapshot')
  return users
}

function keep(users: User[]): readonly User[] {
  for (const user of users) Object.freeze(user)
  made.set(users, Object.freeze(users))
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
