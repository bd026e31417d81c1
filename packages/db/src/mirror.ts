import type { MirrorState, Source } from './spec/decide.ts'
import type { DatabaseTime, MembershipRecord, OrganizationRecord, UserRecord } from './mirror/records.ts'

/** How many rows a change wrote, and how many it only marked to be read again. */
export type Tally = { written: number; marked: number }

/** A record of Clerk's that a read did not understand: what it is, and where its schema failed, never what it said. */
export type OddRecord = { kind: 'user' | 'membership' | 'organization'; id: string; schemaPath: string }

/** A verified event that was not understood: which ids it named and where its schema failed, never what it said. */
export type DeadLetter = { eventType: string; userId: string | null; orgId: string | null; schemaPath: string }

/** A row that is due to be read from Clerk, held until `until`, which also is the proof of who holds it. */
export type DueRow = { until: DatabaseTime } & (
  | { kind: 'user'; userId: string }
  | { kind: 'membership'; orgId: string; userId: string }
  | { kind: 'organization'; orgId: string }
)

/** The right to reconcile one organization until `until`; `startedAt` is when it was given. */
export type Lease = { orgId: string; startedAt: DatabaseTime; until: DatabaseTime; neverSynced: boolean }

/** What reads the whole instance: everything, the numbers of members, or what is new. */
export type ScanName = 'sweep' | 'counts' | 'tail'

/** The right to resume a scan until `until`. `place` is where it was left, null where it begins. */
export type ScanLease = { name: ScanName; beganAt: DatabaseTime; until: DatabaseTime; place: unknown }

/**
 * `completed`: confirmed as of its beginning, due again `everyMs` after that, with `place` for then. `given-up`: resumed after
 * `restMs`. `stopped`: begun anew after `afterMs`; where Clerk `refused` to page so far, organizations have turns until then.
 */
export type EndOfScan =
  | { how: 'completed'; everyMs: number; place: object | null }
  | { how: 'given-up'; restMs: number }
  | { how: 'stopped'; afterMs: number; refused: boolean }

/** How far a scan is. Times in milliseconds ago, null for never; `running` unless it waits for its time. */
export type ScanProgress = {
  name: ScanName
  running: boolean
  refused: boolean
  beganMs: number | null
  confirmedMs: number | null
  place: unknown
}

/** Records of Clerk's that a sweep read side by side: those created from one time on and before another, and their ids. */
export type Stretch = { from: number | null; to: number | null; ids: readonly string[]; startedAt: DatabaseTime }

/** A live row that a sweep did not find where it should be. */
export type MissingRow = { orgId: string; userId: string }

/** A row that is not as Clerk has it: not in the mirror, not in Clerk, or of other content. */
export type DriftRow = MissingRow & { what: 'missing' | 'surplus' | 'different' }

/** Records of one kind. */
export type ListedRecords =
  | { kind: 'user'; records: readonly UserRecord[] }
  | { kind: 'membership'; records: readonly MembershipRecord[] }
  | { kind: 'organization'; records: readonly OrganizationRecord[] }

/** How many members Clerk counts in an organization. */
export type MemberCount = { orgId: string; members: number }

/** Who spends calls to Clerk. */
export type Spender = 'reconcile' | 'sweep' | 'resync' | 'strong' | 'known-secret' | 'new-secret' | 'api-keys' | 'roles'

/** Whether a call may be made, as of `at` on the database's clock; if not, how long to wait before asking again. */
export type Grant = { granted: boolean; at: DatabaseTime; retryAfterMs: number }

/** What the mirror knows of an organization as a whole. Times are the database's; null is never. */
export type OrganizationSync = { state: MirrorState; synced: boolean; confirmedAt: DatabaseTime | null }

/**
 * How the mirror has been doing, for logs: rows that wait to be read and for how long the oldest has, for how long the
 * organization that waited longest was not reconciled, since when no webhook came (null: never one), and dead letters.
 * Above 0, `setBackMs` is how far the database's clock was set back since a reconcile; no other is ever negative.
 */
export type MirrorHealth = {
  due: number
  oldestDueMs: number
  unconfirmedMs: number
  webhookSilentMs: number | null
  setBackMs: number
  deadLetters: number
}

/** Every write to the mirror's rows. Each is one atomic statement, decided as `decide()` says; at most 500 rows. */
export type MirrorRows = {
  applyUsers(users: readonly UserRecord[], source: Source): Promise<Tally>
  applyMemberships(memberships: readonly MembershipRecord[], source: Source): Promise<Tally>
  applyOrganizations(organizations: readonly OrganizationRecord[], source: Source): Promise<Tally>
  applyUserDeleted(userId: string): Promise<Tally>
  applyMembershipDeleted(membership: MembershipRecord): Promise<Tally>
  /** For a deletion that doesn't name its user. If no row has this membership's id, the organization is reconciled next. */
  applyMembershipIdDeleted(membershipId: string, orgId: string | null): Promise<Tally>
  applyOrganizationDeleted(orgId: string): Promise<Tally>
  applyUserAbsent(userId: string, startedAt: DatabaseTime): Promise<Tally>
  applyMembershipsAbsent(orgId: string, userIds: readonly string[], startedAt: DatabaseTime): Promise<Tally>
  /** With `believed` false it only leaves the doubt, however often it is read. */
  applyOrganizationAbsent(orgId: string, startedAt: DatabaseTime, believed?: boolean): Promise<Tally>
  /** Keeps the letter, and marks the row that its ids name (a membership if it names both). */
  recordDeadLetter(letter: DeadLetter): Promise<void>
  /** Keeps these once a day for each record and path, and gives those that had not been kept today. */
  recordOdd(records: readonly OddRecord[]): Promise<OddRecord[]>
  revokeSession(sessionId: string): Promise<void>
}

/** What the readers of Clerk share through the database: whose turn, what is due, what may be spent. */
export type MirrorSync = {
  now(): Promise<DatabaseTime>
  /** Records that webhooks arrive; at most one write in ten seconds. */
  noteWebhook(): Promise<void>

  /** Holds up to `limit` rows whose mark is due, for 30 s. */
  leaseDue(limit: number): Promise<DueRow[]>
  /** Clears the mark of a row that was read, unless it was marked again meanwhile or the hold ran out. */
  settleDue(row: DueRow): Promise<void>
  /** Puts the mark off: `failed` counts and backs off up to an hour, a number waits so many milliseconds. */
  postponeDue(row: DueRow, why: 'failed' | number): Promise<void>
  /**
   * Marks users whom no reconcile reads, for no live organization has them as live members, once 7 days have passed since
   * they were written or read: a lost `user.deleted` would leave their personal data for ever. Looks at the 1,000 users
   * after `after`, marks up to 20, and gives where to go on: '' after the last.
   */
  markUnreconciled(after: string): Promise<string>

  readSync(orgId: string): Promise<OrganizationSync>
  /** The lease on an organization for 30 s, or null while another has it. Makes the organization's row if there is none. */
  leaseOrganization(orgId: string): Promise<Lease | null>
  /**
   * Leases on up to `limit` organizations whose reconcile is due: those that are to be reconciled next, absent ones every
   * 15 min for a day, then daily for 30 days, and, unless sweeps read them all, live ones by turns. Those that failed come
   * after all others, once they have rested.
   */
  leaseOrganizations(limit: number): Promise<Lease[]>
  /** Has the organization reconciled next, unless its reconciles fail. */
  hurryOrganization(orgId: string): Promise<void>
  /** The same lease for another 30 s, or null if it was lost. */
  renewLease(lease: Lease): Promise<Lease | null>
  /**
   * Ends the lease. `completed`: the organization is now known, and confirmed as of `startedAt`. `failed`: it rests 5 s, twice
   * as long each time up to 15 min. `given-up`: it rests 5 s.
   */
  endLease(lease: Lease, how: 'completed' | 'failed' | 'given-up'): Promise<void>
  /** Whether, with this live organization, reads alone would end more than max(3, 1 %) of all within 10 minutes. */
  areTooManyOrganizationsAbsent(orgId: string): Promise<boolean>
  /** Whether, with these, reads alone would end more than 5 % of an organization of 50 or more within 10 minutes. */
  areTooManyMembersAbsent(orgId: string, userIds: readonly string[]): Promise<boolean>

  /** Ids that have a live membership in the mirror or are among `users`, without those of `members`; in order. */
  unseenMembers(orgId: string, users: readonly string[], members: readonly string[]): Promise<string[]>
  /** The users to whom memberships with these ids belong in the mirror. */
  usersOfMemberships(orgId: string, membershipIds: readonly string[]): Promise<string[]>

  /** One call to Clerk out of `perWindow` calls in 10 s by all replicas together. */
  takeCall(spender: Spender, perWindow: number): Promise<Grant>
  /** Clerk asked everyone to wait. */
  pauseCalls(milliseconds: number): Promise<void>

  /** Makes the database belong to this Clerk instance if it belongs to none; false if it belongs to another. */
  claimInstance(issuer: string): Promise<boolean>
  /** Drops what has served its time: revoked sessions after 15 min, tombstones and letters after so many days, 400 if not given. */
  forgetOld(forgetAfterDays?: number): Promise<void>
  /** Drops the changes of lists from ten minutes ago: who holds an older list reads it anew. */
  forgetChanges(): Promise<void>
  /** After a restore from a backup: no organization counts as known until it has been reconciled. */
  forgetSync(): Promise<void>
  health(): Promise<MirrorHealth>
}

/** What the scans of the whole instance share through the database. */
export type MirrorScans = {
  /** The lease on a scan for 30 s, or null where another has it or it is not due. One that was left is resumed. */
  leaseScan(name: ScanName, everyMs: number): Promise<ScanLease | null>
  /** The same lease for another 30 s with its place kept, or null if it was lost. */
  saveScan(lease: ScanLease, place: object): Promise<ScanLease | null>
  /** Ends the lease, if it was not lost. */
  endScan(lease: ScanLease, end: EndOfScan): Promise<void>
  readScans(): Promise<ScanProgress[]>

  /** Keeps the live rows of this stretch that were not read in it, at most 10,000 of them, and tells how many. */
  keepMissing(kind: OddRecord['kind'], stretch: Stretch): Promise<number>
  /** Those that are kept, in order, from `after` on. */
  readMissing(kind: OddRecord['kind'], after: MissingRow | null, limit: number): Promise<MissingRow[]>
  dropMissing(kind: OddRecord['kind'], rows: readonly MissingRow[]): Promise<void>
  forgetMissing(): Promise<void>
  /** Which rows of a stretch are not as these records have them; nothing is written. Who is `surplus` is yet to be asked for. */
  compareStretch(listed: ListedRecords, stretch: Stretch): Promise<DriftRow[]>
  /** The organizations in which these users are live members. */
  organizationsOf(userIds: readonly string[]): Promise<MissingRow[]>
  /** Live organizations that were written before count as known: their members have all been read since. Up to 500; how many. */
  knowOrganizations(before: DatabaseTime): Promise<number>
  /** Has organizations reconciled next whose number of members is another, once for each difference; how many. */
  compareCounts(counts: readonly MemberCount[], startedAt: DatabaseTime): Promise<number>
}

/** The one way to write the mirror. */
export type MirrorStore = MirrorRows & MirrorSync & MirrorScans
