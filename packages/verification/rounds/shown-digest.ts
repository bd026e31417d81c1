import { rowOf } from '../simulator/invariants.ts'
import type { ModelClerk } from '../simulator/model-clerk.ts'
import type { Shown } from '../simulator/simulated-mirror.ts'

/** A digest of the members, independent of their order. */
export function shownDigest(members: readonly Shown[]): string {
  return members
    .map(({ user, membership }) => rowOf(user, membership))
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
