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
import { membershipContent, organizationContent, userContent, type Change } from '@roster/db/testing'
import { MemoryTable, stub, type Done, type MemoryRow, type Rules } from './memory-rows.ts'
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

/** The state of an organization that does not come from Clerk. */
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

/** The change that one statement makes to one row. */
type Asked<Content> = { key: string; change: Change; content: Content | null }

/** Called after the change of a row, as a trigger is: with the row before and after. */
type Follow<Content> = (
  key: string,
  rows: { before: MemoryRow<Content> | undefined; after: MemoryRow<Content> | undefined },
  done: Done,
) => void

/** The rules and the clock of the in-memory mirror, and a hook between the decision and the write. */
export type MemoryOptions = { rules: Rules; now: () => number; between?: (() => Promise<void>) | undefined }

/** The in-memory mirror. Every statement is atomic unless the hook `between` is given. */
export class MemoryMirror extends MemoryScans implements MirrorStore, SimulatedMirror {
  readonly store = () => this
  readonly #options: MemoryOptions
  readonly #users: MemoryTable<UserRecord>
  readonly #memberships: MemoryTable<MembershipRecord>
  readonly #organizations: MemoryTable<OrganizationRecord>
  readonly #upkeep = new Map<string, Upkeep>()

  constructor(options: MemoryOptions) {
    super(options)
    const { rules, now } = options
    this.#options = options
    this.#users = new MemoryTable(rules, now)
    this.#memberships = new MemoryTable(rules, now)
    this.#organizations = new MemoryTable(rules, now)
  }

  lists(orgIds: readonly string[]): Map<string, ShownList> {
    return new Map(orgIds.map((orgId) => [orgId, this.#list(orgId)]))
  }

  noteUse(orgId: string): void {
    if (this.#organizations.rows.has(orgId)) this.#of(orgId).usedAt = this.time()
  }

  /** The tables by their names in the database. */
  get tables() {
    return { app_user: this.#users, membership: this.#memberships, organization: this.#organizations }
  }

  /** An independent mirror with the same users, memberships and organizations. */
  copy(): MemoryMirror {
    const copy = new MemoryMirror(this.#options)
    copy.#users.fill(this.#users.rows)
    copy.#memberships.fill(this.#memberships.rows)
    copy.#organizations.fill(this.#organizations.rows)
    return copy
  }

  applyUsers(users: readonly UserRecord[], source: Source): Promise<Tally> {
    return this.#changeUsers(
      users.map((user) => ({ key: user.id, change: live(user, userContent(user), source), content: user })),
    )
  }

  applyUserDeleted(userId: string): Promise<Tally> {
    return this.#changeUsers([{ key: userId, change: { kind: 'deleted', incarnation: null }, content: null }])
  }

  applyUserAbsent(userId: string, startedAt: number): Promise<Tally> {
    return this.#changeUsers([{ key: userId, change: { kind: 'absent', reads: 1, startedAt }, content: null }])
  }

  applyMemberships(memberships: readonly MembershipRecord[], source: Source): Promise<Tally> {
    return this.#changeMemberships(
      memberships.map((content) => ({
        key: pairOf(content.orgId, content.userId),
        change: live(content, membershipContent(content), source, content),
        content,
      })),
    )
  }

  applyMembershipDeleted(membership: MembershipRecord): Promise<Tally> {
    const key = pairOf(membership.orgId, membership.userId)
    return this.#changeMemberships([{ key, change: { kind: 'deleted', incarnation: membership }, content: membership }])
  }

  async applyMembershipIdDeleted(membershipId: string, orgId: string | null): Promise<Tally> {
    const found = this.#memberOf(membershipId)
    if (!found) {
      if (orgId !== null && this.#organizations.rows.has(orgId)) this.#of(orgId).dueAt = this.time()
      return { written: 0, marked: 0 }
    }
    const [key, { incarnation }] = found
    return this.#changeMemberships([{ key, change: { kind: 'deleted', incarnation }, content: null }])
  }

  applyMembershipsAbsent(orgId: string, userIds: readonly string[], startedAt: number): Promise<Tally> {
    const change = { kind: 'absent', reads: 1, startedAt } as const
    return this.#changeMemberships(userIds.map((userId) => ({ key: pairOf(orgId, userId), change, content: null })))
  }

  applyOrganizations(organizations: readonly OrganizationRecord[], source: Source): Promise<Tally> {
    return this.#changeOrganizations(
      organizations.map((content) => ({
        key: content.id,
        change: live(content, organizationContent(content), source),
        content,
      })),
    )
  }

  applyOrganizationDeleted(orgId: string): Promise<Tally> {
    return this.#changeOrganizations([{ key: orgId, change: { kind: 'deleted', incarnation: null }, content: null }])
  }

  applyOrganizationAbsent(orgId: string, startedAt: number, believed: boolean): Promise<Tally> {
    const change = { kind: 'absent', reads: believed ? 2 : Infinity, startedAt } as const
    return this.#changeOrganizations([{ key: orgId, change, content: null }])
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
    return this.time()
  }

  async leaseDue(limit: number): Promise<DueRow[]> {
    const until = this.time() + LEASE
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
    if (!row || row.resyncAt !== due.until || row.resyncAt <= this.time()) return
    row.resyncAt = null
    row.attempts = 0
    if (due.kind === 'user') row.checkedAt = this.time()
  }

  async postponeDue(due: DueRow, why: 'failed' | number): Promise<void> {
    const row = this.#dueRow(due)
    if (!row || row.resyncAt !== due.until) return
    const seconds = Math.min(3600, 5 * 2 ** Math.min(row.attempts, 10))
    row.resyncAt = this.time() + (why === 'failed' ? seconds * SECOND : Math.ceil(why) * 1000)
    if (why === 'failed') row.attempts++
  }

  async markUnreconciled(): Promise<string> {
    for (const [userId, row] of this.#users.rows) {
      const seenAt = Math.max(row.writtenAt, this.credible(row.checkedAt) ?? 0)
      if (row.state !== 'live' || row.resyncAt !== null || seenAt >= this.time() - 7 * DAY) continue
      if (this.#organizationsOf(userId).every((orgId) => this.#organizations.rows.get(orgId)?.state !== 'live'))
        row.resyncAt = this.time()
    }
    return ''
  }

  async readSync(orgId: string): Promise<OrganizationSync> {
    const { synced, confirmedAt } = this.#of(orgId)
    const state = this.#organizations.rows.get(orgId)?.state ?? 'unknown'
    const own = this.credible(confirmedAt)
    const swept = synced ? this.sweptAt() : null
    return { state, synced, confirmedAt: own === null || swept === null ? (own ?? swept) : Math.max(own, swept) }
  }

  async leaseOrganization(orgId: string): Promise<Lease | null> {
    if (!this.#organizations.rows.has(orgId)) this.#organizations.rows.set(orgId, stub(this.time(), null))
    return this.isPast(this.#of(orgId).leasedUntil, LEASE) ? this.#lend(orgId) : null
  }

  async leaseOrganizations(limit: number): Promise<Lease[]> {
    const due = [...this.#organizations.rows]
      .filter(([orgId, row]) => this.isPast(this.#of(orgId).leasedUntil, LEASE) && this.#isDue(orgId, row))
      .map(([orgId, { state }]) => {
        const { failures, dueAt, confirmedAt } = this.#of(orgId)
        const turn = [
          Number(failures > 0),
          dueAt ?? Infinity,
          Number(state === 'absent'),
          this.credible(confirmedAt) ?? 0,
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
    if (!this.#organizations.rows.has(orgId) || upkeep.failures > 0) return
    if (upkeep.dueAt === null || (upkeep.leasedUntil ?? 0) > this.time()) upkeep.dueAt = this.time()
  }

  async renewLease(lease: Lease): Promise<Lease | null> {
    if (!this.#holds(lease)) return null
    return { ...lease, until: this.#lend(lease.orgId).until }
  }

  async endLease(lease: Lease, how: 'completed' | 'failed' | 'given-up'): Promise<void> {
    if (!this.#holds(lease)) return
    const upkeep = this.#of(lease.orgId)
    if (how !== 'completed') upkeep.leasedUntil = this.time() + REST
    if (how === 'failed') {
      upkeep.dueAt = this.time() + Math.min(LONGEST_REST, REST * 2 ** Math.min(upkeep.failures, 10))
      upkeep.failures++
    }
    if (how !== 'completed') return
    upkeep.leasedUntil = null
    const isHurried = upkeep.failures === 0 && (this.credible(upkeep.dueAt) ?? 0) > lease.startedAt
    if (!isHurried) upkeep.dueAt = null
    upkeep.failures = 0
    upkeep.synced = true
    upkeep.confirmedAt = lease.startedAt
  }

  async areTooManyOrganizationsAbsent(orgId: string): Promise<boolean> {
    if (!this.rules.brakes || this.#organizations.rows.get(orgId)?.state !== 'live') return false
    let gone = 0
    for (const [id, { state, doubt, writtenAt }] of this.#organizations.rows) {
      const doubted = state === 'live' && doubt?.says === 'absent'
      if (id !== orgId && (doubted || (state === 'absent' && this.#isRecent(writtenAt)))) gone++
    }
    // The other bound, 1 % of the organizations, needs more than 300, which no schedule has.
    return gone + 1 > 3
  }

  // Applies to organizations of 50 or more members, which no schedule has.
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
      if (upkeep.failures === 0) upkeep.dueAt ??= this.time()
    }
    return hurried
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

  // Never refuses: the budget has its own tests.
  async takeCall(): Promise<Grant> {
    return { granted: true, at: this.time(), retryAfterMs: 0 }
  }

  async pauseCalls(): Promise<void> {}
  async revokeSession(): Promise<void> {}
  async noteWebhook(): Promise<void> {}
  async forgetOld(): Promise<void> {}

  async forgetChanges(): Promise<void> {}
  async forgetSync(): Promise<void> {}

  async claimInstance(): Promise<boolean> {
    return true
  }

  async health() {
    return { due: 0, oldestDueMs: 0, unconfirmedMs: 0, webhookSilentMs: null, setBackMs: 0, deadLetters: 0 }
  }

  #changeUsers(asked: readonly Asked<UserRecord>[]): Promise<Tally> {
    return this.#change(this.#users, asked, (userId, { before, after }) => {
      if (shows(before) !== shows(after)) for (const orgId of this.#organizationsOf(userId)) this.#bump(orgId)
    })
  }

  #changeMemberships(asked: readonly Asked<MembershipRecord>[]): Promise<Tally> {
    return this.#change(this.#memberships, asked, (pair, { before, after }, done) => {
      const [orgId = '', userId = ''] = pair.split(' ')
      const user = this.#users.rows.get(userId)
      const isLive = after?.state === 'live'
      if ((before?.state === 'live') !== isLive && user?.state === 'live') this.#bump(orgId)
      if (isLive && !user) this.#users.mark(userId)
      const left = done === 'written' && !isLive && user?.state === 'live'
      if (left && this.#organizationsOf(userId).length === 0) this.#users.mark(userId)
    })
  }

  #changeOrganizations(asked: readonly Asked<OrganizationRecord>[]): Promise<Tally> {
    return this.#change(this.#organizations, asked, (orgId, { before, after }) => {
      const isOther = (before?.state === 'live') !== (after?.state === 'live')
      if (isOther && this.#shown(orgId).length > 0) this.#raise(orgId)
    })
  }

  /** One statement decides about all of its rows and then writes them. */
  async #change<Content>(
    table: MemoryTable<Content>,
    asked: readonly Asked<Content>[],
    follow: Follow<Content>,
  ): Promise<Tally> {
    const planned = asked.map(({ key, change, content }) => table.plan(key, change, content))
    await this.#options.between?.()
    const tally = { written: 0, marked: 0, ignored: 0 }
    for (const one of planned) {
      const before = table.rows.get(one.key)
      const done = table.commit(one)
      follow(one.key, { before, after: table.rows.get(one.key) }, done)
      tally[done]++
    }
    return { written: tally.written, marked: tally.marked }
  }

  /** As the trigger does: raises the revision of a live organization, and creates the row of an unknown one. */
  #bump(orgId: string): void {
    const row = this.#organizations.rows.get(orgId)
    if (!row) this.#organizations.rows.set(orgId, stub(this.time(), null))
    if (row?.state === 'live') this.#raise(orgId)
  }

  #raise(orgId: string): void {
    const upkeep = this.#of(orgId)
    upkeep.revision = Math.max(upkeep.revision + 1, this.time())
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
      if (held.length === limit || row.resyncAt === null || !this.isPast(row.resyncAt, HOUR)) continue
      row.resyncAt = this.time() + LEASE
      held.push(key)
    }
    return held
  }

  #isDue(orgId: string, { state, writtenAt, checkedAt }: MemoryRow<OrganizationRecord>): boolean {
    const { dueAt, confirmedAt, usedAt } = this.#of(orgId)
    const now = this.time()
    if (state !== 'live' && state !== 'absent') return false
    const isRested = this.isPast(dueAt, LONGEST_REST)
    if (state === 'absent') {
      const every = writtenAt > now - DAY ? 15 * MINUTE : DAY
      return isRested && writtenAt > now - 30 * DAY && this.#isLongAgo(checkedAt, every)
    }
    if (dueAt !== null) return isRested
    if (this.isSwept()) return false
    const used = this.credible(usedAt) ?? 0
    return this.#isLongAgo(confirmedAt, used >= now - 7 * DAY ? 15 * MINUTE : DAY)
  }

  /** Null, so long ago, or in the future because the clock was set back since. */
  #isLongAgo(time: number | null, ago: number): boolean {
    return (this.credible(time) ?? 0) <= this.time() - ago
  }

  #isRecent(time: number): boolean {
    return time <= this.time() && time >= this.time() - 10 * MINUTE
  }

  #lend(orgId: string): Lease {
    const upkeep = this.#of(orgId)
    const until = this.time() + LEASE
    upkeep.leasedUntil = until
    return { orgId, startedAt: this.time(), until, neverSynced: !upkeep.synced }
  }

  #holds(lease: Lease): boolean {
    return this.#of(lease.orgId).leasedUntil === lease.until && lease.until > this.time()
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

function live(
  { updatedMs }: { updatedMs: number },
  contentHash: string,
  source: Source,
  incarnation: MembershipRecord | null = null,
): Change {
  return { kind: 'live', incarnation, updatedMs, contentHash, source }
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, index) => value !== b[index])
  return (a[at] ?? 0) < (b[at] ?? 0) ? -1 : 1
}

/** The part of a user's row that lists show. */
function shows(row: MemoryRow<UserRecord> | undefined): string {
  return row?.state === 'live' ? `${row.contentHash} ${row.updatedMs}` : ''
}
