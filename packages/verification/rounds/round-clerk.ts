import type { MembershipRecord, OrganizationRecord, Source, UserRecord } from '@roster/db'
import type { Random } from '@roster/db/testing'
import {
  deliverAbsent,
  deliverDeleted,
  deliverMembershipDeleted,
  deliverMemberships,
  deliverMembershipsAbsent,
  deliverOrganizations,
  deliverUsers,
  type Delivery,
} from './delivery.ts'
import { shownDigest } from './shown-digest.ts'

const WEBHOOK = { kind: 'webhook' } as const

/** What Clerk holds of two users and two organizations, as it changes, and what it tells of each change. */
export class RoundClerk {
  readonly users = new Map<string, UserRecord>()
  readonly organizations = new Map<string, OrganizationRecord>()
  readonly memberships = new Map<string, MembershipRecord>()
  readonly userIds: string[]
  readonly orgIds: string[]
  readonly #random: Random
  readonly #ordered: boolean
  #ms = 1
  #serial = 0

  /** With `ordered` no two changes fall into one millisecond, so that its events alone tell everything. */
  constructor(name: string, random: Random, ordered: boolean) {
    this.#random = random
    this.#ordered = ordered
    this.userIds = [`user_${name}a`, `user_${name}b`]
    this.orgIds = [`org_${name}a`, `org_${name}b`]
  }

  /** One random change; gives the events of it. */
  change(): Delivery[] {
    if (this.#ordered || this.#random.chance(0.6)) this.#ms++
    const userId = this.#random.pick(this.userIds) ?? ''
    const orgId = this.#random.pick(this.orgIds) ?? ''
    const user = this.users.get(userId)
    const organization = this.organizations.get(orgId)
    const membership = this.memberships.get(`${orgId} ${userId}`)
    if (!organization && this.#random.chance(0.8)) return this.#putOrganization(orgId)
    if (!user) return this.#putUser(userId)
    if (!organization) return this.#putUser(userId)
    const dice = this.#random.below(100)
    if (dice < 3 && this.userIds.length > 1) return this.#deleteUser(userId)
    if (dice < 5 && this.orgIds.length > 1) return this.#deleteOrganization(orgId)
    if (dice < 8) return this.#putOrganization(orgId)
    if (dice < 35) return this.#putUser(userId)
    if (!membership) return this.#join(orgId, userId)
    return dice < 55 ? this.#editRole(membership) : this.#leave(membership)
  }

  /** What one read that started at `startedAt` finds now: a page, or a point. */
  read(startedAt: number): Delivery {
    const source: Source = { kind: this.#random.chance(0.5) ? 'list' : 'point', startedAt }
    const orgId = this.#random.pick(this.orgIds) ?? ''
    const userId = this.#random.pick(this.userIds) ?? ''
    const dice = this.#random.below(4)
    if (dice === 0 && this.users.size > 0) return deliverUsers(this.#inAnyOrder(this.users), source)
    if (dice === 1 && this.memberships.size > 0) return deliverMemberships(this.#inAnyOrder(this.memberships), source)
    if (dice === 2) {
      const user = this.users.get(userId)
      return user ? deliverUsers([user], { ...source, kind: 'point' }) : deliverAbsent('app_user', userId, startedAt)
    }
    const gone = this.userIds.filter((userId) => !this.memberships.has(`${orgId} ${userId}`))
    if (gone.length > 0) return deliverMembershipsAbsent(orgId, gone, startedAt)
    return this.organizations.has(orgId)
      ? deliverOrganizations(this.#inAnyOrder(this.organizations), source)
      : deliverAbsent('organization', orgId, startedAt)
  }

  /** The users that the lists of all organizations have between them. */
  members(): UserRecord[] {
    const ids = new Set([...this.memberships.values()].map(({ userId }) => userId))
    return [...this.users.values()].filter(({ id }) => ids.has(id))
  }

  /** The digest of what the lists must show. */
  shown(): string {
    return shownDigest(
      [...this.memberships.values()].flatMap((membership) => {
        const user = this.users.get(membership.userId)
        return user ? [{ user, membership }] : []
      }),
    )
  }

  /** A page as nobody sorted it: the order of the locks is the mirror's business. */
  #inAnyOrder<Record>(records: ReadonlyMap<string, Record>): Record[] {
    const inOrder = [...records.values()]
    return this.#random.chance(0.5) ? inOrder : inOrder.toReversed()
  }

  #putUser(id: string): Delivery[] {
    const user: UserRecord = {
      id,
      firstName: `v${++this.#serial}`,
      lastName: null,
      email: null,
      imageUrl: null,
      hasImage: false,
      banned: false,
      deprovisioned: false,
      createdMs: this.users.get(id)?.createdMs ?? this.#ms,
      updatedMs: this.#ms,
    }
    this.users.set(id, user)
    return [deliverUsers([user], WEBHOOK)]
  }

  #deleteUser(id: string): Delivery[] {
    this.users.delete(id)
    // Clerk never gives an id a second time.
    this.userIds.splice(this.userIds.indexOf(id), 1)
    const gone = [...this.memberships.values()].filter(({ userId }) => userId === id)
    for (const { orgId } of gone) this.memberships.delete(`${orgId} ${id}`)
    return [deliverDeleted('app_user', id), ...gone.map(deliverMembershipDeleted)]
  }

  #putOrganization(id: string): Delivery[] {
    const organization = { id, createdMs: 1, updatedMs: this.#ms }
    this.organizations.set(id, organization)
    return [deliverOrganizations([organization], WEBHOOK)]
  }

  #deleteOrganization(id: string): Delivery[] {
    this.organizations.delete(id)
    this.orgIds.splice(this.orgIds.indexOf(id), 1)
    const gone = [...this.memberships.values()].filter(({ orgId }) => orgId === id)
    for (const { userId } of gone) this.memberships.delete(`${id} ${userId}`)
    return [deliverDeleted('organization', id)]
  }

  #join(orgId: string, userId: string): Delivery[] {
    const times = { createdMs: this.#ms, updatedMs: this.#ms }
    return this.#put({ orgId, userId, membershipId: `m${++this.#serial}`, role: 'r', ...times })
  }

  #editRole(membership: MembershipRecord): Delivery[] {
    return this.#put({ ...membership, role: `r${++this.#serial}`, updatedMs: this.#ms })
  }

  #put(membership: MembershipRecord): Delivery[] {
    this.memberships.set(`${membership.orgId} ${membership.userId}`, membership)
    return [deliverMemberships([membership], WEBHOOK)]
  }

  #leave(membership: MembershipRecord): Delivery[] {
    this.memberships.delete(`${membership.orgId} ${membership.userId}`)
    return [deliverMembershipDeleted(membership)]
  }
}
