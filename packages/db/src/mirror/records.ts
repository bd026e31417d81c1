/** Microseconds since the epoch on the database's clock: the only clock that replicas share. */
export type DatabaseTime = number

/** A user as Clerk tells it. `email` is the primary address; `imageUrl` is null unless `hasImage`; times in milliseconds. */
export type UserRecord = {
  id: string
  firstName: string | null
  lastName: string | null
  email: string | null
  imageUrl: string | null
  hasImage: boolean
  banned: boolean
  /** Taken away by the company's directory (SCIM): may not sign in, although no membership ends. */
  deprovisioned: boolean
  createdMs: number
  updatedMs: number
}

/** A membership as Clerk tells it; `membershipId` with `createdMs` is its incarnation. Times in milliseconds. */
export type MembershipRecord = {
  orgId: string
  userId: string
  membershipId: string
  role: string
  createdMs: number
  updatedMs: number
}

/** An organization as Clerk tells it; the mirror keeps no name. Times in milliseconds. */
export type OrganizationRecord = { id: string; createdMs: number; updatedMs: number }
