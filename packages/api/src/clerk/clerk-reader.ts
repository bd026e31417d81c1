import type { MembershipRecord, OrganizationRecord, UserRecord } from '@roster/db'
import type { OddRecord, Records } from './read-records.ts'

export type RateLimited = { kind: 'rate-limited'; retryAfterMs: number }
export type Unavailable = { kind: 'unavailable'; reason: string }

/** A failure that a retry would meet again: a 4xx or a contradiction (`reason` says which), or another form (`reason` is the path). */
export type NotUnderstood = { kind: 'refused' | 'not-understood'; reason: string }

export type ReadFailure = RateLimited | Unavailable | NotUnderstood

export type PointRead<Resource> = { kind: 'found'; value: Resource } | { kind: 'missing' } | ReadFailure

export type PageRead<Page> = Page | { kind: 'missing' } | ReadFailure

/** Records in order of creation, unless otherwise asked for. `isLast` says that no page follows. */
export type ListPage<Record> = Records<Record> & { kind: 'page'; isLast: boolean }

/** A page of a list from an offset on, and the total of the list. */
export type CountedPage<Record> = ListPage<Record> & { total: number }

/** A page of organizations, with the number of members of each. */
export type OrganizationPage = CountedPage<OrganizationRecord> & { counts: { orgId: string; members: number }[] }

export type Order = 'oldest' | 'newest'

/** Which of the requested users are members. `missing` are those who certainly are not. */
export type FoundMemberships = { memberships: MembershipRecord[]; missing: string[]; odd: OddRecord[] }

export type RoleRecord = { key: string; name: string }

/** All reads of Clerk. Each is one request, and none throws because of Clerk or the network. */
export type ClerkReader = {
  /** Users of an organization after a cursor. */
  listUsers(orgId: string, after: string | null): Promise<PageRead<ListPage<UserRecord>>>
  listMemberships(orgId: string, offset: number): Promise<PageRead<CountedPage<MembershipRecord>>>
  /** Reads the memberships of up to 100 given users in one request, whose answer no paging can split. */
  findMemberships(orgId: string, userIds: readonly string[]): Promise<PointRead<FoundMemberships>>
  /** All users of the instance after a cursor, the oldest first. */
  listAllUsers(after: string | null): Promise<PageRead<ListPage<UserRecord>>>
  /** All users of the instance, the most recently changed first. */
  listChangedUsers(offset: number): Promise<PageRead<ListPage<UserRecord>>>
  listAllMemberships(offset: number, order: Order): Promise<PageRead<CountedPage<MembershipRecord>>>
  listAllOrganizations(offset: number, order: Order): Promise<PageRead<OrganizationPage>>
  getUser(userId: string): Promise<PointRead<UserRecord>>
  getOrganization(orgId: string): Promise<PointRead<OrganizationRecord>>
  /** All roles of the instance; Clerk allows a few dozen. */
  listRoles(): Promise<PointRead<RoleRecord[]>>
}
