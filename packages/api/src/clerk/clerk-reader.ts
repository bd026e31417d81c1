import type { MembershipRecord, OrganizationRecord, UserRecord } from '@roster/db'
import type { OddRecord, Records } from './read-records.ts'

export type RateLimited = { kind: 'rate-limited'; retryAfterMs: number }
export type Unavailable = { kind: 'unavailable'; reason: string }

/** A failure that a retry would meet again: a 4xx (`reason` is the status), or an answer of another form (`reason` is the path). */
export type NotUnderstood = { kind: 'refused' | 'not-understood'; reason: string }

export type ReadFailure = RateLimited | Unavailable | NotUnderstood

export type PointRead<Resource> = { kind: 'found'; value: Resource } | { kind: 'missing' } | ReadFailure

export type PageRead<Page> = Page | { kind: 'missing' } | ReadFailure

/** Users of an organization in order of creation; `next` is the cursor of the page after, null at the end. */
export type UserPage = { kind: 'page'; users: UserRecord[]; odd: OddRecord[]; next: string | null }

/**
 * Memberships of an organization from an offset on, in order of creation, and their total. `keys` has the id of the user, or
 * else of the membership, for each record of the page, also for those that were not understood.
 */
export type MembershipPage = {
  kind: 'page'
  memberships: MembershipRecord[]
  odd: OddRecord[]
  keys: (string | null)[]
  total: number
}

/** Records of the whole instance in order of creation. `isLast` says that no page follows. */
export type InstancePage<Record> = Records<Record> & { kind: 'page'; isLast: boolean }

/** A page of organizations, with the number of members of each. */
export type OrganizationPage = InstancePage<OrganizationRecord> & { counts: { orgId: string; members: number }[] }

export type Order = 'oldest' | 'newest'

/** Which of the requested users are members. `missing` are those who certainly are not. */
export type FoundMemberships = { memberships: MembershipRecord[]; missing: string[]; odd: OddRecord[] }

export type RoleRecord = { key: string; name: string }

/** All reads of Clerk. Each is one request, and none throws because of Clerk or the network. */
export type ClerkReader = {
  listUsers(orgId: string, after: string | null): Promise<PageRead<UserPage>>
  listMemberships(orgId: string, offset: number): Promise<PageRead<MembershipPage>>
  /** Reads the memberships of up to 100 given users in one request, whose answer no paging can split. */
  findMemberships(orgId: string, userIds: readonly string[]): Promise<PointRead<FoundMemberships>>
  /** All users of the instance after a cursor, the oldest first. */
  listAllUsers(after: string | null): Promise<PageRead<InstancePage<UserRecord>>>
  /** All users of the instance, the most recently changed first. */
  listChangedUsers(offset: number): Promise<PageRead<InstancePage<UserRecord>>>
  listAllMemberships(offset: number, order: Order): Promise<PageRead<InstancePage<MembershipRecord>>>
  listAllOrganizations(offset: number, order: Order): Promise<PageRead<OrganizationPage>>
  getUser(userId: string): Promise<PointRead<UserRecord>>
  getOrganization(orgId: string): Promise<PointRead<OrganizationRecord>>
  /** All roles of the instance; Clerk allows a few dozen. */
  listRoles(): Promise<PointRead<RoleRecord[]>>
}
