import type {
  DeadLetter,
  DueRow,
  Grant,
  Lease,
  MemberCount,
  MembershipRecord,
  MirrorStore,
  OddRecord,
  OrganizationRecord,
  OrganizationSync,
  Source,
  Tally,
  UserRecord,
} from '@roster/db'
import { MemoryTable, stub, type MemoryRow, type Planned, type Rules } from './memory-rows.ts'
import { MemoryScans, type SweptRow } from './memory-scans.ts'
import { pairOf } from './model-clerk.ts'
import type { Shown, ShownList, SimulatedMirror } from './simulated-mirror.ts'

const SECOND = 1_000_000
const LEASE = 30 * SECOND
const REST = 5 * SECOND
const MINUTE = 60 * SECOND
const LONGEST_REST = 15 * MINUTE
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Everything of an organization that is no row of Clerk's. */
type Upkeep = {
  revision: number
  synced: boolean
  confirmedAt: number | null
  leasedUntil: number | null
  usedAt: number | null
  dueAt: number | null
  failures: number
  membersOff: number
}

/** What one statement planned to do; made a value so that deciding and writing can be torn apart. */
type Plan =
  | { table: 'users'; changes: Planned<UserRecord>[] }
  | { table: 'memberships'; changes: Planned<MembershipRecord>[] }
  | { table: 'organizations'; changes: Planned<OrganizationRecord>[] }

/** What a test gives the mirror in memory: its rules, its clock, and what happens between deciding and writing. */
export type MemoryOptions = { rules: Rules; now: () => number; between?: (() => Promise<void>) | undefined }

/** The mirror in memory: every statement is atomic, unless something is to happen `between`. */
export class MemoryMirror extends MemoryScans implements MirrorStore, SimulatedMirror {
  readonly store = () => this
  readonly #users: MemoryTable<UserRecord>
  readonly #memberships: MemoryTable<MembershipRecord>
  readonly #organizations: MemoryTable<OrganizationRecord>
  readonly #upkeep = new Map<string, Upkeep>()
  readonly #rules: Rules
  readonly #now: () => number
  readonly #between: (() => Promise<void>) | undefined

  constructor({ rules, now, between }: MemoryOptions) {
    super()
    this.#users = new MemoryTable(rules, now)
    this.#memberships = new MemoryTable(rules, now)
    this.#organizations = new MemoryTable(rules, now)
    this.#rules = rules
    this.#now = now
    this.#between = between
  }

  lists(orgIds: readonly string[]): Map<string, ShownList> {
    return new Map(orgIds.map((orgId) => [orgId, this.#list(orgId)]))
  }

  noteUse(orgId: string): void {
    if (this.#organizations.rows.has(orgId)) this.#of(orgId).usedAt = this.#now()
  }

  applyUsers(users: readonly UserRecord[], source: Source): Promise<Tally> {
    return this.#change(() => ({
      table: 'users',
      changes: users.map((user) =>
        this.#users.plan(
          user.id,
          { kind: 'live', incarnation: null, updatedMs: user.updatedMs, contentHash: contentOf(user), source },
          user,
        ),
      ),
    }))
  }

  applyUserDeleted(userId: string): Promise<Tally> {
    return this.#change(() => ({
      table: 'users',
      changes: [this.#users.plan(userId, { kind: 'deleted', incarnation: null }, null)],
    }))
  }

  applyUserAbsent(userId: string, startedAt: number): Promise<Tally> {
    return this.#change(() => ({
      table: 'users',
      changes: [this.#users.plan(userId, { kind: 'absent', reads: 1, startedAt }, null)],
    }))
  }

  applyMemberships(memberships: readonly MembershipRecord[], source: Source): Promise<Tally> {
    return this.#change(() => ({
      table: 'memberships',
      changes: memberships.map((membership) => {
        const { orgId, userId, updatedMs, role } = membership
        return this.#memberships.plan(
          pairOf(orgId, userId),
          { kind: 'live', incarnation: membership, updatedMs, contentHash: role, source },
          membership,
        )
      }),
    }))
  }

  applyMembershipDeleted(membership: MembershipRecord): Promise<Tally> {
    const key = pairOf(membership.orgId, membership.userId)
    return this.#change(() => ({
      table: 'memberships',
      changes: [this.#memberships.plan(key, { kind: 'deleted', incarnation: membership }, membership)],
    }))
  }

  async applyMembershipIdDeleted(membershipId: string, orgId: string | null): Promise<Tally> {
    const found = this.#memberOf(membershipId)
    if (!found) {
      if (orgId !== null && this.#organizations.rows.has(orgId)) this.#of(orgId).dueAt = this.#now()
      return { written: 0, marked: 0 }
    }
    const [key, { incarnation }] = found
    return this.#change(() => ({
      table: 'memberships',
      changes: [this.#memberships.plan(key, { kind: 'deleted', incarnation }, null)],
    }))
  }

  applyMembershipsAbsent(orgId: string, userIds: readonly string[], startedAt: number): Promise<Tally> {
    return this.#change(() => ({
      table: 'memberships',
      changes: userIds.map((userId) =>
        this.#memberships.plan(pairOf(orgId, userId), { kind: 'absent', reads: 1, startedAt }, null),
      ),
    }))
  }

  applyOrganizations(organizations: readonly OrganizationRecord[], source: Source): Promise<Tally> {
    return this.#change(() => ({
      table: 'organizations',
      changes: organizations.map((organization) =>
        this.#organizations.plan(
          organization.id,
          {
            kind: 'live',
            incarnation: null,
            updatedMs: organization.updatedMs,
            contentHash: String(organization.createdMs),
            source,
          },
          organization,
        ),
      ),
    }))
  }

  applyOrganizationDeleted(orgId: string): Promise<Tally> {
    return this.#change(() => ({
      table: 'organizations',
      changes: [this.#organizations.plan(orgId, { kind: 'deleted', incarnation: null }, null)],
    }))
  }

  applyOrganizationAbsent(orgId: string, startedAt: number, believed = true): Promise<Tally> {
    const reads = believed ? 2 : Infinity
    return this.#change(() => ({
      table: 'organizations',
      changes: [this.#organizations.plan(orgId, { kind: 'absent', reads, startedAt }, null)],
    }))
  }

  async recordDeadLetter({ userId, orgId }: DeadLetter): Promise<void> {
    if (userId !== null && orgId !== null) this.#memberships.mark(pairOf(orgId, userId))
    else if (userId !== null) this.#users.mark(userId)
    else if (orgId !== null) this.#organizations.mark(orgId)
  }

  async recordOdd(): Promise<[]> {
    return []
  }

  async now(): Promise<number> {
    return this.#now()
  }

  async leaseDue(limit: number): Promise<DueRow[]> {
    const until = this.#now() + LEASE
    return [
      ...this.#hold(this.#users, limit).map((userId): DueRow => ({ kind: 'user', userId, until })),
      ...this.#hold(this.#memberships, limit).map((pair): DueRow => {
        const [orgId = '', userId = ''] = pair.split(' ')
        return { kind: 'membership', orgId, userId, until }
      }),
      ...this.#hold(this.#organizations, limit).map((orgId): DueRow => ({ kind: 'organization', orgId, until })),
    ]
  }

  async settleDue(due: DueRow): Promise<void> {
    const row = this.#dueRow(due)
    if (!row || row.resyncAt !== due.until || row.resyncAt <= this.#now()) return
    row.resyncAt = null
    row.attempts = 0
    if (due.kind === 'user') row.checkedAt = this.#now()
  }

  async postponeDue(due: DueRow, why: 'failed' | number): Promise<void> {
    const row = this.#dueRow(due)
    if (!row || row.resyncAt !== due.until) return
    const seconds = Math.min(3600, 5 * 2 ** Math.min(row.attempts, 10))
    row.resyncAt = this.#now() + (why === 'failed' ? seconds * SECOND : Math.ceil(why) * 1000)
    if (why === 'failed') row.attempts++
  }

  async markUnreconciled(): Promise<string> {
    for (const [userId, row] of this.#users.rows) {
      const seenAt = Math.max(row.writtenAt, this.#credible(row.checkedAt) ?? 0)
      if (row.state !== 'live' || row.resyncAt !== null || seenAt >= this.#now() - 7 * DAY) continue
      if (this.#organizationsOf(userId).every((orgId) => this.#organizations.rows.get(orgId)?.state !== 'live'))
        row.resyncAt = this.#now()
    }
    return ''
  }

  async readSync(orgId: string): Promise<OrganizationSync> {
    const { synced, confirmedAt } = this.#of(orgId)
    const state = this.#organizations.rows.get(orgId)?.state ?? 'unknown'
    const own = this.#credible(confirmedAt)
    const swept = synced ? this.sweptAt() : null
    return { state, synced, confirmedAt: own === null || swept === null ? (own ?? swept) : Math.max(own, swept) }
  }

  async leaseOrganization(orgId: string): Promise<Lease | null> {
    if (!this.#organizations.rows.has(orgId)) this.#organizations.rows.set(orgId, stub(this.#now(), null))
    return this.#isPast(this.#of(orgId).leasedUntil, LEASE) ? this.#lend(orgId) : null
  }

  async leaseOrganizations(limit: number): Promise<Lease[]> {
    const due = [...this.#organizations.rows]
      .filter(([orgId, row]) => this.#isPast(this.#of(orgId).leasedUntil, LEASE) && this.#isDue(orgId, row))
      .map(([orgId, { state }]) => {
        const { failures, dueAt, confirmedAt } = this.#of(orgId)
        const turn = [
          Number(failures > 0),
          dueAt ?? Infinity,
          Number(state === 'absent'),
          this.#credible(confirmedAt) ?? 0,
        ]
        return { orgId, turn }
      })
    return due
      .sort((a, b) => compare(a.turn, b.turn))
      .slice(0, limit)
      .map(({ orgId }) => this.#lend(orgId))
  }

  async hurryOrganization(orgId: string): Promise<void> {
    const upkeep = this.#of(orgId)
    if (this.#organizations.rows.has(orgId) && upkeep.failures === 0) upkeep.dueAt ??= this.#now()
  }

  async renewLease(lease: Lease): Promise<Lease | null> {
    if (!this.#holds(lease)) return null
    return { ...lease, until: this.#lend(lease.orgId).until }
  }

  async endLease(lease: Lease, how: 'completed' | 'failed' | 'given-up'): Promise<void> {
    if (!this.#holds(lease)) return
    const upkeep = this.#of(lease.orgId)
    if (how !== 'completed') upkeep.leasedUntil = this.#now() + REST
    if (how === 'failed') {
      upkeep.dueAt = this.#now() + Math.min(LONGEST_REST, REST * 2 ** Math.min(upkeep.failures, 10))
      upkeep.failures++
    }
    if (how !== 'completed') return
    upkeep.leasedUntil = null
    const isHurried = upkeep.failures === 0 && (this.#credible(upkeep.dueAt) ?? 0) > lease.startedAt
    if (!isHurried) upkeep.dueAt = null
    upkeep.failures = 0
    upkeep.synced = true
    upkeep.confirmedAt = lease.startedAt
  }

  async areTooManyOrganizationsAbsent(orgId: string): Promise<boolean> {
    if (!this.#rules.brakes || this.#organizations.rows.get(orgId)?.state !== 'live') return false
    let gone = 0
    for (const [id, { state, doubt, writtenAt }] of this.#organizations.rows) {
      const doubted = state === 'live' && doubt?.says === 'absent'
      if (id !== orgId && (doubted || (state === 'absent' && this.#isRecent(writtenAt)))) gone++
    }
    // 1 % of them is less: no schedule has 300 organizations.
    return gone + 1 > 3
  }

  // Of organizations of 50 or more, which no schedule has.
  async areTooManyMembersAbsent(): Promise<boolean> {
    return false
  }

  async unseenMembers(orgId: string, users: readonly string[], members: readonly string[]): Promise<string[]> {
    const claimed = new Set(users)
    for (const [pair, { state }] of this.#memberships.rows) {
      const [org, userId = ''] = pair.split(' ')
      if (org === orgId && state === 'live') claimed.add(userId)
    }
    return [...claimed].filter((userId) => !members.includes(userId)).sort()
  }

  async usersOfMemberships(orgId: string, membershipIds: readonly string[]): Promise<string[]> {
    return membershipIds.flatMap((membershipId) => {
      const [org, userId] = this.#memberOf(membershipId)?.[0].split(' ') ?? []
      return org === orgId && userId !== undefined ? [userId] : []
    })
  }

  async knowOrganizations(before: number): Promise<number> {
    const news = [...this.#organizations.rows].filter(
      ([orgId, { state, writtenAt }]) => state === 'live' && writtenAt < before && !this.#of(orgId).synced,
    )
    for (const [orgId] of news) this.#of(orgId).synced = true
    return news.length
  }

  async compareCounts(counts: readonly MemberCount[]): Promise<number> {
    let hurried = 0
    for (const { orgId, members } of counts) {
      const upkeep = this.#of(orgId)
      if (!upkeep.synced || this.#organizations.rows.get(orgId)?.state !== 'live') continue
      const held = [...this.#memberships.rows].filter(
        ([pair, { state }]) => state === 'live' && pair.startsWith(`${orgId} `),
      )
      const off = members - held.length
      if (off === upkeep.membersOff) continue
      upkeep.membersOff = off
      if (off === 0) continue
      hurried++
      if (upkeep.failures === 0) upkeep.dueAt ??= this.#now()
    }
    return hurried
  }

  protected time(): number {
    return this.#now()
  }

  protected isOver(time: number | null, latest: number): boolean {
    return this.#isPast(time, latest)
  }

  protected believable(time: number | null): number | null {
    return this.#credible(time)
  }

  protected liveRows(kind: OddRecord['kind']): SweptRow[] {
    const rows: SweptRow[] = []
    if (kind === 'user')
      for (const [userId, { state, content, writtenAt }] of this.#users.rows)
        if (state === 'live')
          rows.push({ orgId: '', userId, id: userId, createdMs: content?.createdMs ?? 0, writtenAt })
    if (kind === 'organization')
      for (const [orgId, { state, content, writtenAt }] of this.#organizations.rows)
        if (state === 'live') rows.push({ orgId, userId: '', id: orgId, createdMs: content?.createdMs ?? 0, writtenAt })
    if (kind === 'membership')
      for (const [pair, { state, incarnation, writtenAt }] of this.#memberships.rows) {
        const [orgId = '', userId = ''] = pair.split(' ')
        const { membershipId: id = '', createdMs = 0 } = incarnation ?? {}
        if (state === 'live') rows.push({ orgId, userId, id, createdMs, writtenAt })
      }
    return rows
  }

  // Enough for any schedule: the budget's own tests are elsewhere.
  async takeCall(): Promise<Grant> {
    return { granted: true, at: this.#now(), retryAfterMs: 0 }
  }

  async pauseCalls(): Promise<void> {}
  async revokeSession(): Promise<void> {}
  async noteWebhook(): Promise<void> {}
  async forgetOld(): Promise<void> {}
  async forgetSync(): Promise<void> {}

  async claimInstance(): Promise<boolean> {
    return true
  }

  async health() {
    return { due: 0, oldestDueMs: 0, unconfirmedMs: 0, webhookSilentMs: null, setBackMs: 0, deadLetters: 0 }
  }

  async #change(plan: () => Plan): Promise<Tally> {
    const planned = plan()
    await this.#between?.()
    if (planned.table === 'users') return this.#commitUsers(planned.changes)
    if (planned.table === 'memberships') return this.#commitMemberships(planned.changes)
    return this.#commitOrganizations(planned.changes)
  }

  #commitUsers(changes: readonly Planned<UserRecord>[]): Tally {
    return each(changes, (planned) => {
      const before = this.#users.rows.get(planned.key)
      const done = this.#users.commit(planned)
      const after = this.#users.rows.get(planned.key)
      if (done === 'written' && shows(before?.state, before?.content) !== shows(after?.state, after?.content))
        for (const orgId of this.#organizationsOf(planned.key)) this.#bump(orgId)
      return done
    })
  }

  #commitMemberships(changes: readonly Planned<MembershipRecord>[]): Tally {
    return each(changes, (planned) => {
      const [orgId = '', userId = ''] = planned.key.split(' ')
      const before = this.#memberships.rows.get(planned.key)?.state === 'live'
      const done = this.#memberships.commit(planned)
      const after = this.#memberships.rows.get(planned.key)?.state === 'live'
      const user = this.#users.rows.get(userId)
      if (before !== after && user?.state === 'live') this.#bump(orgId)
      if (after && !user) this.#users.mark(userId)
      const left = done === 'written' && !after && user?.state === 'live'
      if (left && this.#organizationsOf(userId).length === 0) this.#users.mark(userId)
      return done
    })
  }

  #commitOrganizations(changes: readonly Planned<OrganizationRecord>[]): Tally {
    return each(changes, (planned) => {
      const before = this.#organizations.rows.get(planned.key)?.state === 'live'
      const done = this.#organizations.commit(planned)
      const after = this.#organizations.rows.get(planned.key)?.state === 'live'
      if (before !== after && this.#shown(planned.key).length > 0) this.#raise(planned.key)
      return done
    })
  }

  /** As the trigger does: only a list that shows changes, and a row is left to wait for. */
  #bump(orgId: string): void {
    const row = this.#organizations.rows.get(orgId)
    if (!row) this.#organizations.rows.set(orgId, stub(this.#now(), null))
    if (row?.state === 'live') this.#raise(orgId)
  }

  #raise(orgId: string): void {
    const upkeep = this.#of(orgId)
    upkeep.revision = Math.max(upkeep.revision + 1, this.#now())
  }

  #list(orgId: string): ShownList {
    const state = this.#organizations.rows.get(orgId)?.state
    return state ? { revision: this.#of(orgId).revision, members: state === 'live' ? this.#shown(orgId) : [] } : null
  }

  #shown(orgId: string): Shown[] {
    const members = []
    for (const { state, content } of this.#memberships.rows.values()) {
      if (state !== 'live' || content?.orgId !== orgId) continue
      const user = this.#users.rows.get(content.userId)
      if (user?.state === 'live' && user.content) members.push({ user: user.content, membership: content })
    }
    return members
  }

  #organizationsOf(userId: string): string[] {
    const found = []
    for (const [pair, { state }] of this.#memberships.rows)
      if (state === 'live' && pair.endsWith(` ${userId}`)) found.push(pair.slice(0, -userId.length - 1))
    return found
  }

  #memberOf(membershipId: string): [string, MemoryRow<MembershipRecord>] | undefined {
    for (const entry of this.#memberships.rows) if (entry[1].incarnation?.membershipId === membershipId) return entry
    return undefined
  }

  #hold<Content>({ rows }: MemoryTable<Content>, limit: number): string[] {
    const held = []
    for (const [key, row] of rows) {
      if (held.length === limit || row.resyncAt === null || !this.#isPast(row.resyncAt, HOUR)) continue
      row.resyncAt = this.#now() + LEASE
      held.push(key)
    }
    return held
  }

  #isDue(orgId: string, { state, writtenAt, checkedAt }: MemoryRow<OrganizationRecord>): boolean {
    const { dueAt, confirmedAt, usedAt } = this.#of(orgId)
    const now = this.#now()
    if (state !== 'live' && state !== 'absent') return false
    const isRested = this.#isPast(dueAt, LONGEST_REST)
    if (state === 'absent') {
      const every = writtenAt > now - DAY ? 15 * MINUTE : DAY
      return isRested && writtenAt > now - 30 * DAY && this.#isLongAgo(checkedAt, every)
    }
    if (dueAt !== null) return isRested
    if (this.isSwept()) return false
    const used = this.#credible(usedAt) ?? 0
    return this.#isLongAgo(confirmedAt, used >= now - 7 * DAY ? 15 * MINUTE : DAY)
  }

  /** Never, so long ago, or in the future: before the clock was set back. */
  #isLongAgo(time: number | null, ago: number): boolean {
    return (this.#credible(time) ?? 0) <= this.#now() - ago
  }

  /** Null, past, or later than it can have been stored unless the clock was set back since. */
  #isPast(time: number | null, latest: number): boolean {
    const now = this.#now()
    return time === null || time <= now || (!this.#rules.trustsFuture && time > now + latest)
  }

  #credible(time: number | null): number | null {
    return time === null || this.#rules.trustsFuture || time <= this.#now() ? time : null
  }

  #isRecent(time: number): boolean {
    return time <= this.#now() && time >= this.#now() - 10 * MINUTE
  }

  #lend(orgId: string): Lease {
    const upkeep = this.#of(orgId)
    const until = this.#now() + LEASE
    upkeep.leasedUntil = until
    return { orgId, startedAt: this.#now(), until, neverSynced: !upkeep.synced }
  }

  #holds(lease: Lease): boolean {
    return this.#of(lease.orgId).leasedUntil === lease.until && lease.until > this.#now()
  }

  #of(orgId: string): Upkeep {
    const known = this.#upkeep.get(orgId)
    if (known) return known
    const fresh: Upkeep = {
      revision: 0,
      synced: false,
      confirmedAt: null,
      leasedUntil: null,
      usedAt: null,
      dueAt: null,
      failures: 0,
      membersOff: 0,
    }
    this.#upkeep.set(orgId, fresh)
    return fresh
  }

  #dueRow(due: DueRow) {
    if (due.kind === 'user') return this.#users.rows.get(due.userId)
    if (due.kind === 'organization') return this.#organizations.rows.get(due.orgId)
    return this.#memberships.rows.get(pairOf(due.orgId, due.userId))
  }
}

function each<Content>(
  changes: readonly Planned<Content>[],
  commit: (planned: Planned<Content>) => 'written' | 'marked' | 'ignored',
): Tally {
  const tally = { written: 0, marked: 0, ignored: 0 }
  for (const planned of changes) tally[commit(planned)]++
  return { written: tally.written, marked: tally.marked }
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, index) => value !== b[index])
  return (a[at] ?? 0) < (b[at] ?? 0) ? -1 : 1
}

function shows(state: string | undefined, user: UserRecord | null | undefined): string {
  return state === 'live' && user ? `${contentOf(user)} ${user.updatedMs}` : ''
}

/** What of a user changes in a schedule. */
function contentOf({ firstName, email, createdMs }: UserRecord): string {
  return `${firstName} ${email} ${createdMs}`
}
