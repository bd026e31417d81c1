import type { Db } from '../connect/db.ts'
import type { Prisma } from '../generated/prisma/client.ts'
import type { MirrorState } from '../spec/decide.ts'
import type { OrganizationId } from './organization-id.ts'

/** A present or former member of the organization. Names and picture are null once the user is deleted. */
export type PersonRow = {
  id: string
  firstName: string | null
  lastName: string | null
  imageUrl: string | null
  /** `deactivated` is a member who was banned or deprovisioned. */
  state: 'active' | 'deactivated' | 'left' | 'deleted'
}

const shown = {
  clerkId: true,
  firstName: true,
  lastName: true,
  hasImage: true,
  imageUrl: true,
  state: true,
  banned: true,
  deprovisioned: true,
} as const
type Shown = Prisma.AppUserGetPayload<{ select: typeof shown }>

/** Returns those of the ids that are or were members of this organization, and nothing about any other id. */
export async function resolvePeople(db: Db, orgId: OrganizationId, ids: readonly string[]): Promise<PersonRow[]> {
  const memberships = await db.prisma.membership.findMany({
    where: { orgId, userId: { in: [...ids] }, state: { not: 'unknown' } },
    select: { userId: true, state: true },
    orderBy: { userId: 'asc' },
  })
  const users = await db.prisma.appUser.findMany({
    where: { clerkId: { in: memberships.map(({ userId }) => userId) } },
    select: shown,
  })
  const known = new Map(users.map((user) => [user.clerkId, user]))
  return memberships.map(({ userId, state }) => toPerson(userId, state, known.get(userId)))
}

function toPerson(id: string, membership: MirrorState, user: Shown | undefined): PersonRow {
  const { firstName = null, lastName = null } = user ?? {}
  const imageUrl = user?.hasImage ? user.imageUrl : null
  return { id, firstName, lastName, imageUrl, state: stateOf(membership, user) }
}

function stateOf(membership: MirrorState, user: Shown | undefined): PersonRow['state'] {
  // As in roster.person: no personal data is stored in either state.
  if (user?.state === 'deleted' || user?.state === 'absent') return 'deleted'
  if (membership !== 'live') return 'left'
  return user?.state === 'live' && (user.banned || user.deprovisioned) ? 'deactivated' : 'active'
}
