import type {
  ApiKey,
  Change,
  Client,
  Invitation,
  Membership,
  Organization,
  Session,
  SignInToken,
  User,
} from './rows.ts'
import { createSortedList, type SortedList } from './sorted-list.ts'

type Members = {
  /** The users of the organization, by their own creation time. */
  users: SortedList<User>
  /** The memberships of the organization, by their creation time. */
  memberships: SortedList<Membership>
}

export type World = {
  users: ReadonlyMap<string, User>
  organizations: ReadonlyMap<string, Organization>
  memberships: ReadonlyMap<string, Membership>
  invitations: ReadonlyMap<string, Invitation>
  clients: ReadonlyMap<string, Client>
  sessions: ReadonlyMap<string, Session>
  signInTokens: ReadonlyMap<string, SignInToken>
  apiKeys: ReadonlyMap<string, ApiKey>
  allUsers: SortedList<User>
  /** All users by the time of their last change, which is the `createdAt` of these keys. */
  usersByChange: SortedList<User>
  allOrganizations: SortedList<Organization>
  allMemberships: SortedList<Membership>
  membersOf(organizationId: string): Members
  membershipsOf(userId: string): Membership[]
  membership(organizationId: string, userId: string): Membership | undefined
  userByEmail(address: string): User | undefined
  organizationBySlug(slug: string): Organization | undefined
  clientByCookie(cookie: string): Client | undefined
  sessionsOf(owner: { clientId: string } | { userId: string }): Session[]
  /** Applies the changes and returns those that undo them. */
  apply(changes: readonly Change[]): Change[]
}

/** All rows in memory, with indexes that keep every lookup and page fast at 100,000 members. */
export function createWorld(): World {
  const users = new Map<string, User>()
  const organizations = new Map<string, Organization>()
  const memberships = new Map<string, Membership>()
  const invitations = new Map<string, Invitation>()
  const clients = new Map<string, Client>()
  const sessions = new Map<string, Session>()
  const signInTokens = new Map<string, SignInToken>()
  const apiKeys = new Map<string, ApiKey>()

  const allUsers = createSortedList(users)
  const usersByChange = createSortedList(users)
  const allOrganizations = createSortedList(organizations)
  const allMemberships = createSortedList(memberships)
  const members = new Map<string, Members>()
  const membershipIdsByUser = new Map<string, Map<string, string>>()
  const userIdByEmail = new Map<string, string>()
  const organizationIdBySlug = new Map<string, string>()
  const clientIdByCookie = new Map<string, string>()

  function membersOf(organizationId: string): Members {
    const known = members.get(organizationId)
    if (known !== undefined) return known
    const fresh = { users: createSortedList(users), memberships: createSortedList(memberships) }
    members.set(organizationId, fresh)
    return fresh
  }

  function setUser(id: string, row: User | null): User | null {
    const old = users.get(id)
    for (const email of old?.emails ?? []) userIdByEmail.delete(email.address.toLowerCase())
    for (const email of row?.emails ?? []) userIdByEmail.set(email.address.toLowerCase(), id)
    if (old !== undefined && row === null) allUsers.remove(old)
    if (old === undefined && row !== null) allUsers.add({ id, createdAt: row.createdAt })
    if (old !== undefined) usersByChange.remove({ id, createdAt: old.updatedAt })
    if (row !== null) usersByChange.add({ id, createdAt: row.updatedAt })
    return replace(users, id, row)
  }

  function setOrganization(id: string, row: Organization | null): Organization | null {
    const old = organizations.get(id)
    if (old !== undefined) organizationIdBySlug.delete(old.slug)
    if (row !== null) organizationIdBySlug.set(row.slug, id)
    if (old !== undefined && row === null) allOrganizations.remove(old)
    if (old === undefined && row !== null) allOrganizations.add({ id, createdAt: row.createdAt })
    return replace(organizations, id, row)
  }

  function setMembership(id: string, row: Membership | null): Membership | null {
    const old = memberships.get(id)
    if (old !== undefined && row === null) unlinkMembership(old)
    if (old === undefined && row !== null && !linkMembership(row)) return null
    return replace(memberships, id, row)
  }

  /** False if the user or the organization does not exist, which happens when the demo sizes were reduced. */
  function linkMembership(row: Membership): boolean {
    const user = users.get(row.userId)
    if (user === undefined || !organizations.has(row.organizationId)) return false
    const { id, createdAt, userId, organizationId } = row
    const list = membersOf(organizationId)
    list.users.add({ id: userId, createdAt: user.createdAt })
    list.memberships.add({ id, createdAt })
    allMemberships.add({ id, createdAt })
    const own = membershipIdsByUser.get(userId) ?? new Map<string, string>()
    membershipIdsByUser.set(userId, own.set(organizationId, id))
    return true
  }

  function unlinkMembership(row: Membership) {
    const list = membersOf(row.organizationId)
    list.memberships.remove(row)
    allMemberships.remove(row)
    const user = users.get(row.userId)
    if (user !== undefined) list.users.remove(user)
    membershipIdsByUser.get(row.userId)?.delete(row.organizationId)
  }

  function setClient(id: string, row: Client | null): Client | null {
    const old = clients.get(id)
    if (old !== undefined) clientIdByCookie.delete(old.cookie)
    if (row !== null) clientIdByCookie.set(row.cookie, id)
    return replace(clients, id, row)
  }

  /** Returns the change that undoes this one. */
  function apply({ kind, id, row }: Change): Change {
    switch (kind) {
      case 'user':
        return { kind, id, row: setUser(id, row) }
      case 'organization':
        return { kind, id, row: setOrganization(id, row) }
      case 'membership':
        return { kind, id, row: setMembership(id, row) }
      case 'invitation':
        return { kind, id, row: replace(invitations, id, row) }
      case 'client':
        return { kind, id, row: setClient(id, row) }
      case 'session':
        return { kind, id, row: replace(sessions, id, row) }
      case 'signInToken':
        return { kind, id, row: replace(signInTokens, id, row) }
      case 'apiKey':
        return { kind, id, row: replace(apiKeys, id, row) }
    }
  }

  function membershipsOf(userId: string): Membership[] {
    const ids = [...(membershipIdsByUser.get(userId)?.values() ?? [])]
    return ids.flatMap((id) => memberships.get(id) ?? []).sort((a, b) => a.createdAt - b.createdAt)
  }

  return {
    users,
    organizations,
    memberships,
    invitations,
    clients,
    sessions,
    signInTokens,
    apiKeys,
    allUsers,
    usersByChange,
    allOrganizations,
    allMemberships,
    membersOf,
    membershipsOf,
    membership: (organizationId, userId) => find(memberships, membershipIdsByUser.get(userId)?.get(organizationId)),
    userByEmail: (address) => find(users, userIdByEmail.get(address.toLowerCase())),
    organizationBySlug: (slug) => find(organizations, organizationIdBySlug.get(slug)),
    clientByCookie: (cookie) => find(clients, clientIdByCookie.get(cookie)),
    sessionsOf: (owner) =>
      [...sessions.values()].filter((session) =>
        'clientId' in owner ? session.clientId === owner.clientId : session.userId === owner.userId,
      ),
    apply: (changes) => changes.map(apply).toReversed(),
  }
}

/** Returns the row that was there before. */
function replace<Row>(rows: Map<string, Row>, id: string, row: Row | null): Row | null {
  const before = rows.get(id) ?? null
  if (row === null) rows.delete(id)
  else rows.set(id, row)
  return before
}

function find<Row>(rows: ReadonlyMap<string, Row>, id: string | undefined): Row | undefined {
  return id === undefined ? undefined : rows.get(id)
}
