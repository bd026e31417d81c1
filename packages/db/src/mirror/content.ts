import { hash } from 'node:crypto'
import type { MembershipRecord, OrganizationRecord, UserRecord } from './records.ts'

/** A digest of all stored content of a user. It detects an edit made in the same millisecond as another. */
export function userContent(user: UserRecord): string {
  const { firstName, lastName, email, imageUrl, hasImage, banned, deprovisioned, createdMs } = user
  const values = [firstName, lastName, email, imageUrl, hasImage, banned, createdMs]
  // Only if true: otherwise every row from before the column existed would count as edited.
  return digest(deprovisioned ? [...values, deprovisioned] : values)
}

/** Like {@link userContent}, for the fields that may change within one incarnation of a membership. */
export function membershipContent(membership: MembershipRecord): string {
  return digest([membership.role])
}

export function organizationContent(organization: OrganizationRecord): string {
  return digest([organization.createdMs])
}

function digest(values: readonly (string | number | boolean | null)[]): string {
  return hash('sha256', JSON.stringify(values), 'base64url').slice(0, 22)
}
