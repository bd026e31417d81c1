import type { MembershipRecord, OrganizationRecord, UserRecord } from '@roster/db'
import type { OddRecord } from './read-records.ts'

export type RateLimited = { kind: 'rate-limited'; retryAfterMs: number }
export type Unavailable = { kind: 'unavailable'; reason: string }

/** What a repetition would get again: a 4xx (`reason` is its status), or an answer that isn't as it has to be (its path). */
export type NotUnderstood = { kind: 'refused' | 'not-understood'; reason: string }

/** Why a read of Clerk gave nothing. */
export type ReadFailure = RateLimited | Unavailable | NotUnderstood

/** What one resource is: found, or not there. */
export type PointRead<Resource> = { kind: 'found'; value: Resource } | { kind: 'missing' } | ReadFailure

/** One page of a list, or no such list. */
export type PageRead<Page> = Page | { kind: 'missing' } | ReadFailure

/** Users of an organization in order of creation; `next` is the cursor of the page after, null at the end. */
export type UserPage = { kind: 'page'; users: UserRecord[]; odd: OddRecord[]; next: string | null }

/**
 * Memberships of an organization from an offset on, in order of creation, and how many there are in all. `keys` has the user,
 * or else the membership, of each record of the page, also of those that were not understood.
 */
export type MembershipPage = {
  kind: 'page'
  memberships: MembershipRecord[]
  odd: OddRecord[]
  keys: (string | null)[]
  total: number
}

/**
 * Records of the whole instance from a place on, in order of their creation. `keys` has the id of each, also of those that
 * were not understood; `isLast` where no page comes after.
 */
export type InstancePage<Record> = {
  kind: 'page'
  records: Record[]
  odd: OddRecord[]
  keys: (string | null)[]
  isLast: boolean
}

/** The same of organizations, with the number of members of each. */
export type OrganizationPage = InstancePage<OrganizationRecord> & { counts: { orgId: string; members: number }[] }

/** In which order a list of the instance comes. */
export type Order = 'oldest' | 'newest'

/** Which of some users are members: `missing` are those who certainly are not. */
export type FoundMemberships = { memberships: MembershipRecord[]; missing: string[]; odd: OddRecord[] }

export type RoleRecord = { key: string; name: string }

/** Every read of Clerk that is made here: each is one request, and none throws for what Clerk or the network does. */
export type ClerkReader = {
  listUsers(orgId: string, after: string | null): Promise<PageRead<UserPage>>
  listMemberships(orgId: string, offset: number): Promise<PageRead<MembershipPage>>
  /** Asks for up to 100 users by name, in one request that no paging can tear. */
  findMemberships(orgId: string, userIds: readonly string[]): Promise<PointRead<FoundMemberships>>
  /** All users of the instance by cursor, the oldest first. */
  listAllUsers(after: string | null): Promise<PageRead<InstancePage<UserRecord>>>
  /** All users of the instance, the last changed first. */
  listChangedUsers(offset: number): Promise<PageRead<InstancePage<UserRecord>>>
  listAllMemberships(offset: number, order: Order): Promise<PageRead<InstancePage<MembershipRecord>>>
  listAllOrganizations(offset: number, order: Order): Promise<PageRead<OrganizationPage>>
  getUser(userId: string): Promise<PointRead<UserRecord>>
  getOrganization(orgId: string): Promise<PointRead<OrganizationRecord>>
  /** The roles of the instance, of which Clerk allows a few dozen. */
  listRoles(): Promise<PointRead<RoleRecord[]>>
}
