import { z } from 'zod'

const membershipDeleted = z.object({
  type: z.literal('organizationMembership.deleted'),
  data: z.object({
    organization: z.object({ id: z.string() }),
    public_user_data: z.object({ user_id: z.string() }),
    created_at: z.number(),
  }),
})
const userDeleted = z.object({ type: z.literal('user.deleted'), data: z.object({ id: z.string() }) })
const userBanned = z.object({
  type: z.literal('user.updated'),
  data: z.object({ id: z.string(), banned: z.literal(true) }),
})

export type Ledger = ReturnType<typeof createLedger>

/** All memberships that ever existed in Clerk, and the ends that a server has acknowledged. Times are of `performance.now()`. */
export function createLedger() {
  const ever = new Set<string>()
  const newest = new Map<string, number>()
  const ended = new Map<string, number>()
  const deleted = new Map<string, number>()
  const banned = new Map<string, number>()
  const pairOf = (orgId: string, userId: string) => `${orgId} ${userId}`
  const before = (times: Map<string, number>, key: string, at: number) => (times.get(key) ?? Infinity) < at

  return {
    /** To be called before Clerk creates a membership, which may be listed from then on. */
    joining(orgId: string, userId: string) {
      const pair = pairOf(orgId, userId)
      ever.add(pair)
      newest.set(pair, Infinity)
      ended.delete(pair)
    },
    joined(orgId: string, userId: string, createdAt: number) {
      newest.set(pairOf(orgId, userId), createdAt)
    },
    /** To be called when a server acknowledged this event. */
    taken(event: unknown) {
      const now = performance.now()
      const left = membershipDeleted.safeParse(event).data?.data
      if (left) {
        const pair = pairOf(left.organization.id, left.public_user_data.user_id)
        const older = left.created_at < (newest.get(pair) ?? 0)
        if (!older && !ended.has(pair)) ended.set(pair, now)
      }
      const gone = userDeleted.safeParse(event).data?.data
      if (gone && !deleted.has(gone.id)) deleted.set(gone.id, now)
      const out = userBanned.safeParse(event).data?.data
      if (out && !banned.has(out.id)) banned.set(out.id, now)
    },
    everMember: (orgId: string, userId: string) => ever.has(pairOf(orgId, userId)),
    /** Whether a list that was requested at `at` must not contain this user. */
    goneBefore: (orgId: string, userId: string, at: number) =>
      before(ended, pairOf(orgId, userId), at) || before(deleted, userId, at),
    bannedBefore: (userId: string, at: number) => before(banned, userId, at),
  }
}
