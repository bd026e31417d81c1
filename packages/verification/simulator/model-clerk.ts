import type { MembershipRecord, OrganizationRecord, UserRecord } from '@roster/db'
import type { Random } from '@roster/db/testing'

/** All records of Clerk at one moment. Immutable: a change creates the next state. */
export type ClerkState = {
  users: ReadonlyMap<string, UserRecord>
  organizations: ReadonlyMap<string, OrganizationRecord>
  /** In order of creation, by `pairOf`. */
  memberships: ReadonlyMap<string, MembershipRecord>
}

/** A webhook event. */
export type ClerkEvent = { type: string; data: Payload }

/** A record as Clerk's API and webhooks send it. */
export type Payload = Readonly<Record<string, unknown>>

export type ModelClerk = ReturnType<typeof createModelClerk>

/** `mostUsers` is the number of users ever created; `tickRate` is the share of changes that advance the clock. */
type Pace = { mostUsers: number; tickRate: number }

const PACE: Pace = { mostUsers: 5, tickRate: 0.6 }

export const pairOf = (orgId: string, userId: string) => `${orgId} ${userId}`

/** A Clerk with a few users and organizations, its past states (for stale reads) and all memberships that ever existed. */
export function createModelClerk(organizationIds: readonly string[], { mostUsers, tickRate }: Pace = PACE) {
  // Clerk's clock in milliseconds. A change that does not advance it falls into the same millisecond as the previous one.
  let ms = 1
  let serial = 0
  let users = 0
  const first: ClerkState = {
    users: new Map(),
    organizations: new Map(organizationIds.map((id) => [id, { id, createdMs: 1, updatedMs: 1 }])),
    memberships: new Map(),
  }
  const past: { since: number; state: ClerkState }[] = [{ since: 0, state: first }]
  const everMembers = new Set<string>()
  const versions = new Set<string>()
  /** Odd fields of users, organizations and memberships, by id or `pairOf`. */
  const odd = new Map<string, Payload>()

  const state = () => past[past.length - 1]?.state ?? first

  function become(time: number, next: Partial<ClerkState>): void {
    past.push({ since: time, state: { ...state(), ...next } })
  }

  const payload = {
    user: (user: UserRecord): Payload => ({ ...userPayload(user), ...odd.get(user.id) }),
    organization: ({ id, createdMs, updatedMs }: OrganizationRecord): Payload => ({
      id,
      created_at: createdMs,
      updated_at: updatedMs,
      ...odd.get(id),
    }),
    membership: (membership: MembershipRecord): Payload => ({
      ...membershipPayload(membership),
      ...odd.get(pairOf(membership.orgId, membership.userId)),
    }),
  }

  function putUser(time: number, user: UserRecord): void {
    versions.add(`${user.id} ${user.updatedMs}`)
    become(time, { users: put(state().users, user.id, user) })
  }

  function createUser(time: number): ClerkEvent[] {
    const id = `user_${++users}`
    const user: UserRecord = {
      id,
      firstName: 'v0',
      lastName: null,
      email: `${id}@x`,
      imageUrl: null,
      hasImage: false,
      banned: false,
      deprovisioned: false,
      createdMs: ms,
      updatedMs: ms,
    }
    putUser(time, user)
    return [{ type: 'user.created', data: payload.user(user) }]
  }

  function editUser(time: number, user: UserRecord): ClerkEvent[] {
    const edited = { ...user, firstName: `v${++serial}`, updatedMs: Math.max(ms, user.updatedMs) }
    putUser(time, edited)
    return [{ type: 'user.updated', data: payload.user(edited) }]
  }

  function deleteUser(time: number, user: UserRecord, random: Random): ClerkEvent[] {
    const theirs = [...state().memberships.values()].filter(({ userId }) => userId === user.id)
    const announced = random.chance(0.5) ? theirs : []
    const gone = new Set(theirs.map(({ orgId, userId }) => pairOf(orgId, userId)))
    become(time, { users: without(state().users, new Set([user.id])), memberships: without(state().memberships, gone) })
    return [{ type: 'user.deleted', data: { id: user.id, deleted: true } }, ...announced.map(membershipDeleted)]
  }

  function join(time: number, orgId: string, userId: string): ClerkEvent[] {
    const membership = { orgId, userId, membershipId: `m${++serial}`, role: 'r0', createdMs: ms, updatedMs: ms }
    everMembers.add(pairOf(orgId, userId))
    become(time, { memberships: put(state().memberships, pairOf(orgId, userId), membership) })
    return [{ type: 'organizationMembership.created', data: payload.membership(membership) }]
  }

  function editRole(time: number, membership: MembershipRecord): ClerkEvent[] {
    const edited = { ...membership, role: `r${++serial}`, updatedMs: Math.max(ms, membership.updatedMs) }
    become(time, { memberships: put(state().memberships, pairOf(edited.orgId, edited.userId), edited) })
    return [{ type: 'organizationMembership.updated', data: payload.membership(edited) }]
  }

  function membershipDeleted(membership: MembershipRecord): ClerkEvent {
    return { type: 'organizationMembership.deleted', data: payload.membership(membership) }
  }

  function leave(time: number, membership: MembershipRecord): ClerkEvent[] {
    become(time, { memberships: without(state().memberships, new Set([pairOf(membership.orgId, membership.userId)])) })
    return [membershipDeleted(membership)]
  }

  function editOrganization(time: number, organization: OrganizationRecord): ClerkEvent[] {
    const edited = { ...organization, updatedMs: Math.max(ms, organization.updatedMs) }
    become(time, { organizations: put(state().organizations, edited.id, edited) })
    return [{ type: 'organization.updated', data: payload.organization(edited) }]
  }

  function deleteOrganization(time: number, orgId: string): ClerkEvent[] {
    const theirs = [...state().memberships.keys()].filter((pair) => pair.startsWith(`${orgId} `))
    become(time, {
      organizations: without(state().organizations, new Set([orgId])),
      memberships: without(state().memberships, new Set(theirs)),
    })
    return [{ type: 'organization.deleted', data: { id: orgId, deleted: true } }]
  }

  return {
    state,
    organizationIds,
    everMembers,
    odd,
    payload,
    /** Whether the user ever had this version in Clerk. */
    hadVersion: (userId: string, updatedMs: number) => versions.has(`${userId} ${updatedMs}`),
    stateAt(time: number): ClerkState {
      let at = past.length - 1
      while (at > 0 && (past[at]?.since ?? 0) > time) at--
      return past[at]?.state ?? first
    },
    /** Makes one random change at `time` and returns its events. */
    change(time: number, random: Random): ClerkEvent[] {
      if (random.chance(tickRate)) ms += 1 + random.below(2)
      const now = state()
      const user = random.pick([...now.users.values()])
      const membership = random.pick([...now.memberships.values()])
      const organization = random.pick([...now.organizations.values()])
      const dice = random.below(100)
      if (!user || (dice < 8 && users < mostUsers)) return createUser(time)
      if (dice < 22) return editUser(time, user)
      if (dice < 26) return deleteUser(time, user, random)
      if (dice < 27 && organization) return deleteOrganization(time, organization.id)
      if (dice < 29 && organization) return editOrganization(time, organization)
      if (dice < 36 && membership) return editRole(time, membership)
      if (dice < 57 && membership) return leave(time, membership)
      if (!organization || now.memberships.has(pairOf(organization.id, user.id))) return editUser(time, user)
      return join(time, organization.id, user.id)
    },
  }
}

function put<Value>(map: ReadonlyMap<string, Value>, key: string, value: Value): Map<string, Value> {
  return new Map(map).set(key, value)
}

function without<Value>(map: ReadonlyMap<string, Value>, gone: ReadonlySet<string>): Map<string, Value> {
  return new Map([...map].filter(([key]) => !gone.has(key)))
}

function userPayload(user: UserRecord): Payload {
  return {
    id: user.id,
    first_name: user.firstName,
    last_name: null,
    primary_email_address_id: 'idn_1',
    email_addresses: [{ id: 'idn_1', email_address: user.email }],
    image_url: '',
    has_image: false,
    banned: false,
    created_at: user.createdMs,
    updated_at: user.updatedMs,
  }
}

function membershipPayload(membership: MembershipRecord): Payload {
  return {
    id: membership.membershipId,
    role: membership.role,
    organization: { id: membership.orgId },
    public_user_data: { user_id: membership.userId },
    created_at: membership.createdMs,
    updated_at: membership.updatedMs,
  }
}
