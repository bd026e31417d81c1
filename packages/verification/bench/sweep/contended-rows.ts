import type { MembershipRecord, UserRecord } from '@roster/db'

export const ORGANIZATIONS = 50

export const contendedUser = (number: number, version: number): UserRecord => ({
  id: `user_contended${number}`,
  firstName: `v${version}`,
  lastName: null,
  email: null,
  imageUrl: null,
  hasImage: false,
  banned: false,
  deprovisioned: false,
  createdMs: 1,
  updatedMs: version,
})

export const contendedMembership = (number: number, version: number): MembershipRecord => ({
  orgId: `org_contended${number % ORGANIZATIONS}`,
  userId: `user_contended${number}`,
  membershipId: `orgmem_contended${number}`,
  role: version % 2 ? 'org:member' : 'org:admin',
  createdMs: 1,
  updatedMs: version,
})
