import type { MembershipRecord, UserRecord } from '@roster/db'
import type { ModelClerk } from '../simulator/model-clerk.ts'

/** A digest of the members, independent of their order. */
export function shownDigest(members: readonly { user: UserRecord; membership: MembershipRecord }[]): string {
  return members
    .map(({ user, membership }) =>
      JSON.stringify([user, membership].map((record) => Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)))),
    )
    .sort()
    .join('\n')
}

/** The digest of the lists that Clerk's state implies. */
export function heldDigest(clerk: ModelClerk): string {
  const { users, memberships } = clerk.state()
  return shownDigest(
    [...memberships.values()].flatMap((membership) => {
      const user = users.get(membership.userId)
      return user ? [{ user, membership }] : []
    }),
  )
}
