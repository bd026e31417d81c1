import type { MemberRow, OrganizationId } from '@roster/db'
import type { Bytes } from './encoding.ts'
import { inSlices } from './in-slices.ts'
import { userSchema, type User } from '../user.ts'

/** Rows of one organization as the documented users, validated. */
export async function toUserList(orgId: OrganizationId, rows: readonly MemberRow[]): Promise<readonly User[]> {
  const slices = await inSlices(rows, (slice) => slice.map((row) => userSchema.parse(toUser(orgId, row))))
  return slices.flat()
}

/** The list as JSON. */
export async function writeUserList(users: readonly User[]): Promise<Bytes> {
  const slices = await inSlices(users, (slice) => JSON.stringify(slice).slice(1, -1))
  return Buffer.from(`[${slices.join(',')}]`)
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
