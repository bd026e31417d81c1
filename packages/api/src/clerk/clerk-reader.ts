import type { MembershipRecord, OrganizationRecord, UserRecord } from '@roster/db'

export type RateLimited = { kind: 'rate-limited'; retryAfterMs: number }
export type Unavailable = { kind: 'unavailable'; reason: string }

/** Why a read of Clerk gave nothing. `refused` is a 4xx that a repetition would get again. */
export type ReadFailure = RateLimited | Unavailable | { kind: 'refused'; status: number }

/** What one resource is: found, or not there. */
export type PointRead<Resource> = { kind: 'found'; value: Resource } | { kind: 'missing' } | ReadFailure

/** One page of a list, or no such list. */
export type PageRead<Page> = Page | { kind: 'missing' } | ReadFailure

/** Users of an organization in order of creation; `next` is the cursor of the page after, null at the end. */
export type UserPage = { kind: 'page'; users: UserRecord[]; next: string | null }

/** Memberships of an organization from an offset on, in order of creation, and how many there are in all. */
export type MembershipPage = { kind: 'page'; memberships: MembershipRecord[]; total: number }

/** Every read of Clerk that the mirror makes: each is one request, and none throws for what Clerk or the network does. */
export type ClerkReader = {
  listUsers(orgId: string, after: string | null): Promise<PageRead<UserPage>>
  listMemberships(orgId: string, offset: number): Promise<PageRead<MembershipPage>>
  /** Those of up to 100 users that are members, in one request that no paging can tear. */
  findMemberships(orgId: string, userIds: readonly string[]): Promise<PointRead<MembershipRecord[]>>
  getUser(userId: string): Promise<PointRead<UserRecord>>
  getOrganization(orgId: string): Promise<PointRead<OrganizationRecord>>
}
