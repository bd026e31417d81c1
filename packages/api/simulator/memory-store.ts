import type {
  DeadLetter,
  DueRow,
  Grant,
  Lease,
  MembershipRecord,
  OrganizationRecord,
  OrganizationSync,
  Source,
  Tally,
  UserRecord,
} from '@roster/db'
import { MemoryTable, stub, type Planned, type Rules } from './memory-rows.ts'
import { pairOf } from './model-clerk.ts'
import type { Shown, ShownList } from './simulated-mirror.ts'

const HOLD = 30_000_000
const REST = 5_000_000

/** Everything of an organization that is no row of Clerk's. */
type Upkeep = { revision: number; synced: boolean; confirmedAt: number | null; leasedUntil: number }

/** What one statement planned to do; made a value so that deciding and writing can be torn apart. */
export type Plan =
  | { table: 'users'; changes: Planned<UserRecord>[] }
  | { table: 'memberships'; changes: Planned<MembershipRecord>[] }
  | { table: 'organizations'; changes: Planned<OrganizationRecord>[] }

/** The mirror in memory: every method is one atomic statement, at the time that `now` gives. */
export class MemoryStore {
  readonly users: MemoryTable<UserRecord>
  readonly memberships: MemoryTable<MembershipRecord>
  readonly organizations: MemoryTable<OrganizationRecord>
  /** How many statements have changed rows. */
  commits = 0
  readonly #upkeep = new Map<string, Upkeep>()
  readonly #now: () => number

  constructor(rules: Rules, now: () => number) {
    this.users = new MemoryTable(rules)
    this.memberships = new MemoryTable(rules)
    this.organizations = new MemoryTable(rules)
    this.#now = now
  }

  /** The list of an organization and its revision; null without its row. */
  list(orgId: string): ShownList {
    const state = this.organizations.rows.get(orgId)?.state
    return state ? { revision: this.#of(orgId).revision, members: state === 'live' ? this.#shown(orgId) : [] } : null
  }

  planUsers(users: readonly UserRecord[], source: Source): Plan {
    const changes = users.map((user) =>
      this.users.plan(
        user.id,
        { kind: 'live', incarnation: null, updatedMs: user.updatedMs, contentHash: `${user.firstName}`, source },
        user,
        this.#now(),
      ),
    )
    return { table: 'users', changes }
  }

  planUserDeleted(userId: string): Plan {
    return {
      table: 'users',
      changes: [this.users.plan(userId, { kind: 'deleted', incarnation: null }, null, this.#now())],
    }
  }

  planUserAbsent(userId: string, startedAt: number): Plan {
    return {
      table: 'users',
      changes: [this.users.plan(userId, { kind: 'absent', reads: 1, startedAt }, null, this.#now())],
    }
  }

  planMemberships(memberships: readonly MembershipRecord[], source: Source): Plan {
    const changes = memberships.map((membership) => {
      const { orgId, userId, updatedMs, role } = membership
      return this.memberships.plan(
        pairOf(orgId, userId),
        { kind: 'live', incarnation: membership, updatedMs, contentHash: role, source },
        membership,
        this.#now(),
      )
    })
    return { table: 'memberships', changes }
  }

  planMembershipDeleted(membership: MembershipRecord): Plan {
    const key = pairOf(membership.orgId, membership.userId)
    return {
      table: 'memberships',
      changes: [this.memberships.plan(key, { kind: 'deleted', incarnation: membership }, membership, this.#now())],
    }
  }

  planMembershipIdDeleted(membershipId: string): Plan {
    const changes = []
    for (const [key, { content, incarnation }] of this.memberships.rows)
      if (incarnation?.membershipId === membershipId)
        changes.push(this.memberships.plan(key, { kind: 'deleted', incarnation }, content, this.#now()))
    return { table: 'memberships', changes }
  }

  planMembershipsAbsent(orgId: string, userIds: readonly string[], startedAt: number): Plan {
    const changes = userIds.map((userId) =>
      this.memberships.plan(pairOf(orgId, userId), { kind: 'absent', reads: 1, startedAt }, null, this.#now()),
    )
    return { table: 'memberships', changes }
  }

  planOrganizations(organizations: readonly OrganizationRecord[], source: Source): Plan {
    const changes = organizations.map((organization) =>
      this.organizations.plan(
        organization.id,
        { kind: 'live', incarnation: null, updatedMs: organization.updatedMs, contentHash: '', source },
        organization,
        this.#now(),
      ),
    )
    return { table: 'organizations', changes }
  }

  planOrganizationDeleted(orgId: string): Plan {
    return {
      table: 'organizations',
      changes: [this.organizations.plan(orgId, { kind: 'deleted', incarnation: null }, null, this.#now())],
    }
  }

  planOrganizationAbsent(orgId: string, startedAt: number, believed = true): Plan {
    return {
      table: 'organizations',
      changes: [
        this.organizations.plan(
          orgId,
          { kind: 'absent', reads: believed ? 2 : Number.POSITIVE_INFINITY, startedAt },
          null,
          this.#now(),
        ),
      ],
    }
  }

  commit(plan: Plan): Tally {
    this.commits++
    if (plan.table === 'users') return this.#commitUsers(plan.changes)
    if (plan.table === 'memberships') return this.#commitMemberships(plan.changes)
    return this.#commitOrganizations(plan.changes)
  }

  recordDeadLetter({ userId, orgId }: DeadLetter): void {
    if (userId !== null && orgId !== null) this.memberships.mark(pairOf(orgId, userId), this.#now())
    else if (userId !== null) this.users.mark(userId, this.#now())
    else if (orgId !== null) this.organizations.mark(orgId, this.#now())
  }

  leaseDue(limit: number): DueRow[] {
    const now = this.#now()
    const until = now + HOLD
    const hold = <Content>({ rows }: MemoryTable<Content>) =>
      [...rows]
        .filter(([, { resyncAt }]) => resyncAt !== null && resyncAt <= now)
        .slice(0, limit)
        .map(([key, row]) => {
          row.resyncAt = until
          return key
        })
    return [
      ...hold(this.users).map((userId): DueRow => ({ kind: 'user', userId, until })),
      ...hold(this.memberships).map((pair): DueRow => {
        const [orgId = '', userId = ''] = pair.split(' ')
        return { kind: 'membership', orgId, userId, until }
      }),
      ...hold(this.organizations).map((orgId): DueRow => ({ kind: 'organization', orgId, until })),
    ]
  }

  settleDue(due: DueRow): void {
    const row = this.#dueRow(due)
    if (!row || row.resyncAt !== due.until || row.resyncAt <= this.#now()) return
    row.resyncAt = null
    row.attempts = 0
  }

  postponeDue(due: DueRow, why: 'failed' | number): void {
    const row = this.#dueRow(due)
    if (!row || row.resyncAt !== due.until) return
    const seconds = Math.min(3600, 5 * 2 ** Math.min(row.attempts, 10))
    row.resyncAt = this.#now() + (why === 'failed' ? seconds * 1_000_000 : Math.ceil(why) * 1000)
    if (why === 'failed') row.attempts++
  }

  readSync(orgId: string): OrganizationSync {
    const { synced, confirmedAt } = this.#of(orgId)
    return { state: this.organizations.rows.get(orgId)?.state ?? 'unknown', synced, confirmedAt }
  }

  leaseOrganization(orgId: string): Lease | null {
    const now = this.#now()
    const upkeep = this.#of(orgId)
    if (!this.organizations.rows.has(orgId)) this.organizations.rows.set(orgId, stub(now, null))
    if (upkeep.leasedUntil > now) return null
    upkeep.leasedUntil = now + HOLD
    return { orgId, startedAt: now, until: upkeep.leasedUntil, neverSynced: !upkeep.synced }
  }

  renewLease(lease: Lease): Lease | null {
    const now = this.#now()
    const upkeep = this.#of(lease.orgId)
    if (upkeep.leasedUntil !== lease.until || upkeep.leasedUntil <= now) return null
    upkeep.leasedUntil = now + HOLD
    return { ...lease, until: upkeep.leasedUntil }
  }

  endLease(lease: Lease, how: 'completed' | 'failed' | 'given-up'): void {
    const upkeep = this.#of(lease.orgId)
    if (upkeep.leasedUntil !== lease.until || upkeep.leasedUntil <= this.#now()) return
    if (how !== 'completed') {
      upkeep.leasedUntil = this.#now() + REST
      return
    }
    upkeep.leasedUntil = 0
    upkeep.synced = true
    upkeep.confirmedAt = lease.startedAt
  }

  unseenMembers(orgId: string, users: readonly string[], members: readonly string[]): string[] {
    const claimed = new Set(users)
    for (const [pair, { state }] of this.memberships.rows) {
      const [org, userId = ''] = pair.split(' ')
      if (org === orgId && state === 'live') claimed.add(userId)
    }
    return [...claimed].filter((userId) => !members.includes(userId)).sort()
  }

  takeCall(): Grant {
    return { granted: true, at: this.#now(), retryAfterMs: 0 }
  }

  #commitUsers(changes: readonly Planned<UserRecord>[]): Tally {
    return this.#each(changes, (planned) => {
      const before = this.users.rows.get(planned.key)
      const wrote = this.users.commit(planned, this.#now())
      const after = this.users.rows.get(planned.key)
      if (wrote && shows(before?.state, before?.content) !== shows(after?.state, after?.content))
        this.#bumpListsOf(planned.key)
      return wrote
    })
  }

  #commitMemberships(changes: readonly Planned<MembershipRecord>[]): Tally {
    return this.#each(changes, (planned) => {
      const [orgId = '', userId = ''] = planned.key.split(' ')
      const now = this.#now()
      const before = this.memberships.rows.get(planned.key)?.state === 'live'
      const wrote = this.memberships.commit(planned, now)
      const after = this.memberships.rows.get(planned.key)?.state === 'live'
      if (before !== after && this.users.rows.get(userId)?.state === 'live') this.#bump(orgId)
      if (after && !this.users.rows.has(userId)) this.users.mark(userId, now)
      if (
        wrote &&
        !after &&
        this.users.rows.get(userId)?.state === 'live' &&
        this.#organizationsOf(userId).length === 0
      )
        this.users.mark(userId, now)
      return wrote
    })
  }

  #commitOrganizations(changes: readonly Planned<OrganizationRecord>[]): Tally {
    return this.#each(changes, (planned) => {
      const before = this.organizations.rows.get(planned.key)?.state === 'live'
      const wrote = this.organizations.commit(planned, this.#now())
      const after = this.organizations.rows.get(planned.key)?.state === 'live'
      if (before !== after && this.#shown(planned.key).length > 0) this.#raise(planned.key)
      return wrote
    })
  }

  #each<Content>(changes: readonly Planned<Content>[], commit: (planned: Planned<Content>) => boolean): Tally {
    let written = 0
    let marked = 0
    for (const planned of changes) {
      if (commit(planned)) written++
      if (planned.decision === 'resync' || planned.decision === 'doubt') marked++
    }
    return { written, marked }
  }

  #bumpListsOf(userId: string): void {
    for (const orgId of this.#organizationsOf(userId)) this.#bump(orgId)
  }

  /** As the trigger does: only a list that shows changes, and a row is left to wait for. */
  #bump(orgId: string): void {
    const row = this.organizations.rows.get(orgId)
    if (!row) this.organizations.rows.set(orgId, stub(this.#now(), null))
    if (row?.state === 'live') this.#raise(orgId)
  }

  #raise(orgId: string): void {
    const upkeep = this.#of(orgId)
    upkeep.revision = Math.max(upkeep.revision + 1, this.#now())
  }

  #shown(orgId: string): Shown[] {
    const members = []
    for (const { state, content } of this.memberships.rows.values()) {
      if (state !== 'live' || content?.orgId !== orgId) continue
      const user = this.users.rows.get(content.userId)
      if (user?.state === 'live' && user.content) members.push({ user: user.content, membership: content })
    }
    return members
  }

  #organizationsOf(userId: string): string[] {
    const found = []
    for (const [pair, { state }] of this.memberships.rows)
      if (state === 'live' && pair.endsWith(` ${userId}`)) found.push(pair.slice(0, -userId.length - 1))
    return found
  }

  #of(orgId: string): Upkeep {
    const known = this.#upkeep.get(orgId)
    if (known) return known
    const fresh = { revision: 0, synced: false, confirmedAt: null, leasedUntil: 0 }
    this.#upkeep.set(orgId, fresh)
    return fresh
  }

  #dueRow(due: DueRow) {
    if (due.kind === 'user') return this.users.rows.get(due.userId)
    if (due.kind === 'organization') return this.organizations.rows.get(due.orgId)
    return this.memberships.rows.get(pairOf(due.orgId, due.userId))
  }
}

function shows(state: string | undefined, user: UserRecord | null | undefined): string {
  return state === 'live' && user ? `${user.firstName} ${user.updatedMs}` : ''
}
