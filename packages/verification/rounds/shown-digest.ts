import type { MembershipRecord, UserRecord } from '@roster/db'
import type { ModelClerk } from '../simulator/model-clerk.ts'

/** What lists have in common that show the same, byte for byte, whatever the order they were gathered in. */
export function shownDigest(members: readonly { user: UserRecord; membership: MembershipRecord }[]): string {
  return members
    .map(({ user, membership }) =>
      JSON.stringify([user, membership].map((record) => Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)))),
    )
    .sort()
    .join('\n')
}

/** The same of what Clerk holds: what the lists must show. */
export function heldDigest(clerk: ModelClerk): string {
  const { users, memberships } = clerk.state()
  return shownDigest(
    [...memberships.values()].flatMap((membership) => {
      const user = users.get(membership.userId)
      return user ? [{ user, membership }] : []
    }),
  )
}
