import { applyEvent } from '@roster/api/testing'
import type { MirrorStore, Source } from '@roster/db'
import type { Random } from '@roster/db/testing'
import { pairOf, type ClerkEvent, type ModelClerk } from '../simulator/model-clerk.ts'

/** One concurrent input of the mirror: an event, or the result of a read. */
export type Delivery = { what: string; event: ClerkEvent | null; run(mirror: MirrorStore): Promise<unknown> }

export function deliverEvent(event: ClerkEvent): Delivery {
  return { what: `${event.type} ${JSON.stringify(event.data)}`, event, run: (mirror) => applyEvent(mirror, event) }
}

/** The result of a read of Clerk's current state that started at `startedAt`: a page or a single record. */
export function deliverRead(clerk: ModelClerk, random: Random, startedAt: number): Delivery {
  const { users, memberships, organizations } = clerk.state()
  const source: Source = { kind: random.chance(0.5) ? 'list' : 'point', startedAt }
  const orgId = random.pick(clerk.organizationIds) ?? ''
  const [, userId] = random.pick([...clerk.everMembers])?.split(' ') ?? []
  const dice = random.below(5)
  if (dice === 0) {
    const page = inAnyOrder(users, random)
    return read(`${source.kind} of ${JSON.stringify(page)}`, (mirror) => mirror.applyUsers(page, source))
  }
  if (dice === 1) {
    const page = inAnyOrder(memberships, random)
    return read(`${source.kind} of ${JSON.stringify(page)}`, (mirror) => mirror.applyMemberships(page, source))
  }
  if (dice === 2 && userId !== undefined) {
    const user = users.get(userId)
    if (!user) return read(`absence of ${userId}`, (mirror) => mirror.applyUserAbsent(userId, startedAt))
    return read(`point of ${JSON.stringify(user)}`, (mirror) => mirror.applyUsers([user], { kind: 'point', startedAt }))
  }
  if (dice === 3 && userId !== undefined && !memberships.has(pairOf(orgId, userId)))
    return read(`absence of ${userId} in ${orgId}`, (mirror) =>
      mirror.applyMembershipsAbsent(orgId, [userId], startedAt),
    )
  if (!organizations.has(orgId))
    return read(`absence of ${orgId}`, (mirror) => mirror.applyOrganizationAbsent(orgId, startedAt, true))
  const page = inAnyOrder(organizations, random)
  return read(`${source.kind} of ${JSON.stringify(page)}`, (mirror) => mirror.applyOrganizations(page, source))
}

function read(what: string, run: Delivery['run']): Delivery {
  return { what, event: null, run }
}

/** A page in any order, because the mirror has to sort its locks itself. */
function inAnyOrder<Item>(items: ReadonlyMap<string, Item>, random: Random): Item[] {
  const inOrder = [...items.values()]
  return random.chance(0.5) ? inOrder : inOrder.toReversed()
}
