import type { MembershipRecord, UserRecord } from '@roster/db'

/** What lists have in common that show the same, byte for byte, whatever the order they were gathered in. */
export function shownDigest(members: readonly { user: UserRecord; membership: MembershipRecord }[]): string {
  return members
    .map(({ user, membership }) =>
      JSON.stringify([user, membership].map((record) => Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)))),
    )
    .sort()
    .join('\n')
}
