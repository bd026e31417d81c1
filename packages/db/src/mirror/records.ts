/** Microseconds since the epoch on the database's clock, the only clock that all replicas share. */
export type DatabaseTime = number

/** A user as Clerk reports it. `email` is the primary address; `imageUrl` is null unless `hasImage`. Times in ms. */
export type UserRecord = {
  id: string
  firstName: string | null
  lastName: string | null
  email: string | null
  imageUrl: string | null
  hasImage: boolean
  banned: boolean
  /** Deprovisioned by the company's directory (SCIM): the user may not sign in, although no membership ends. */
  deprovisioned: boolean
  createdMs: number
  updatedMs: number
}

/** A membership as Clerk reports it. `membershipId` and `createdMs` are its incarnation. Times in milliseconds. */
export type MembershipRecord = {
  orgId: string
  userId: string
  membershipId: string
  role: string
  createdMs: number
  updatedMs: number
}

/** An organization as Clerk reports it; the mirror stores no name. Times in milliseconds. */
export type OrganizationRecord = { id: string; createdMs: number; updatedMs: number }
