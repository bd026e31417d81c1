import { createHash } from 'node:crypto'
import type { MembershipRecord, OrganizationRecord, UserRecord } from './records.ts'

/** A digest of all that the mirror keeps of a user, to see an edit made within the millisecond of another. */
export function userContent(user: UserRecord): string {
  const { firstName, lastName, email, imageUrl, hasImage, banned, deprovisioned, createdMs } = user
  const values = [firstName, lastName, email, imageUrl, hasImage, banned, createdMs]
  // Only where it is true: otherwise every row from before the column would count as edited.
  return digest(deprovisioned ? [...values, deprovisioned] : values)
}

/** As {@link userContent}, of what may change in one incarnation of a membership. */
export function membershipContent(membership: MembershipRecord): string {
  return digest([membership.role])
}

/** As {@link userContent}, of an organization. */
export function organizationContent(organization: OrganizationRecord): string {
  return digest([organization.createdMs])
}

function digest(values: readonly (string | number | boolean | null)[]): string {
  return createHash('sha256').update(JSON.stringify(values)).digest('base64url').slice(0, 22)
}
