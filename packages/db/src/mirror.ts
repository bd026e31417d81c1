import type { MirrorState, Source } from './spec/decide.ts'
import type { DatabaseTime, MembershipRecord, OrganizationRecord, UserRecord } from './mirror/records.ts'

/** How many rows a change wrote, and how many it only marked to be read again. */
export type Tally = { written: number; marked: number }

/** A record from Clerk that does not match its schema: its identity and the failing path, never its content. */
export type OddRecord = { kind: 'user' | 'membership' | 'organization'; id: string; schemaPath: string }

/** A verified event that does not match its schema: the ids it named and the failing path, never its content. */
export type DeadLetter = { eventType: string; userId: string | null; orgId: string | null; schemaPath: string }

/** A due row, held until `until`. That time also identifies the holder. */
export type DueRow = { until: DatabaseTime } & (
  | { kind: 'user'; userId: string }
  | { kind: 'membership'; orgId: string; userId: string }
  | { kind: 'organization'; orgId: string }
)

/** The right to reconcile one organization until `until`. `startedAt` is the time at which it was granted. */
export type Lease = { orgId: string; startedAt: DatabaseTime; until: DatabaseTime; neverSynced: boolean }

/** The scans of the whole instance: all rows (`sweep`), member counts (`counts`), recent changes (`tail`). */
export type ScanName = 'sweep' | 'counts' | 'tail'

/** The right to resume a scan until `until`. `place` is its stored position, null at the beginning. */
export type ScanLease = { name: ScanName; beganAt: DatabaseTime; until: DatabaseTime; place: unknown }

/**
 * `completed`: confirmed as of its start, due again `everyMs` after it, then starts at `place`. `given-up`: resumed
 * after `restMs`. `stopped`: restarted after `afterMs`. `refused`: Clerk rejected a deep page, so organizations are due
 * in turn until then.
 */
export type EndOfScan =
  | { how: 'completed'; everyMs: number; place: object | null }
  | { how: 'given-up'; restMs: number }
  | { how: 'stopped'; afterMs: number; refused: boolean }

/** The progress of a scan. Times are milliseconds ago, null for never. `running` is false while the scan is not due. */
export type ScanProgress = {
  name: ScanName
  running: boolean
  refused: boolean
  beganMs: number | null
  confirmedMs: number | null
  place: unknown
}

/** The period that a page of a sweep covers: records created at or after `from` and before `to`, and the ids found. */
export type Stretch = { from: number | null; to: number | null; ids: readonly string[]; startedAt: DatabaseTime }

/** A live row that a sweep did not find in its period. */
export type MissingRow = { orgId: string; userId: string }

/** A row that differs between the mirror and Clerk: not in the mirror, not in Clerk, or with other content. */
export type DriftRow = MissingRow & { what: 'missing' | 'surplus' | 'different' }

export type ListedRecords =
  | { kind: 'user'; records: readonly UserRecord[] }
  | { kind: 'membership'; records: readonly MembershipRecord[] }
  | { kind: 'organization'; records: readonly OrganizationRecord[] }

export type MemberCount = { orgId: string; members: number }

/** The purposes for which calls to Clerk are made; their calls are counted separately. */
export type Spender = 'reconcile' | 'sweep' | 'resync' | 'strong' | 'known-secret' | 'new-secret' | 'api-keys' | 'roles'

/** Whether a call may be made, as of `at` on the database's clock, and if not, after how long to ask again. */
export type Grant = { granted: boolean; at: DatabaseTime; retryAfterMs: number }

/** The state of an organization as a whole. Times are on the database's clock; null means never. */
export type OrganizationSync = { state: MirrorState; synced: boolean; confirmedAt: DatabaseTime | null }

/**
 * The health of the mirror, for logs: the number of due rows and the age of the oldest, the longest time since an
 * organization was reconciled, the time since the last webhook (null: none yet), and the number of dead letters.
 * `setBackMs` is how far the database's clock was set back since a reconcile. No value is negative.
 */
export type MirrorHealth = {
  due: number
  oldestDueMs: number
  unconfirmedMs: number
  webhookSilentMs: number | null
  setBackMs: number
  deadLetters: number
}

/** All writes to the mirror's rows. Each is one atomic statement that follows `decide()`, for at most 500 rows. */
export type MirrorRows = {
  applyUsers(users: readonly UserRecord[], source: Source): Promise<Tally>
  applyMemberships(memberships: readonly MembershipRecord[], source: Source): Promise<Tally>
  applyOrganizations(organizations: readonly OrganizationRecord[], source: Source): Promise<Tally>
  applyUserDeleted(userId: string): Promise<Tally>
  applyMembershipDeleted(membership: MembershipRecord): Promise<Tally>
  /** For a deletion that names no user. If no row has this membership id, the organization is reconciled next. */
  applyMembershipIdDeleted(membershipId: string, orgId: string | null): Promise<Tally>
  applyOrganizationDeleted(orgId: string): Promise<Tally>
  applyUserAbsent(userId: string, startedAt: DatabaseTime): Promise<Tally>
  applyMembershipsAbsent(orgId: string, userIds: readonly string[], startedAt: DatabaseTime): Promise<Tally>
  /** If `believed` is false, the read only records the doubt, however often it is repeated. */
  applyOrganizationAbsent(orgId: string, startedAt: DatabaseTime, believed: boolean): Promise<Tally>
  /** Stores the dead letter and marks the row that its ids name (the membership if it names both). */
  recordDeadLetter(letter: DeadLetter): Promise<void>
  /** Stores these records once a day for each record and path. Returns those that were not stored yet today. */
  recordOdd(records: readonly OddRecord[]): Promise<OddRecord[]>
  revokeSession(sessionId: string): Promise<void>
}

/** What all readers of Clerk share through the database: leases, due rows and the call budget. */
export type MirrorSync = {
  now(): Promise<DatabaseTime>
  /** Records that webhooks arrive, with at most one write in ten seconds. */
  noteWebhook(): Promise<void>

  /** Takes up to `limit` due rows and holds them for 30 s. */
  leaseDue(limit: number): Promise<DueRow[]>
  /** Clears the mark of a row that was read, unless it was marked again meanwhile or the hold expired. */
  settleDue(row: DueRow): Promise<void>
  /** Postpones a mark: `failed` counts a failure and backs off up to an hour; a number waits that many ms. */
  postponeDue(row: DueRow, why: 'failed' | number): Promise<void>
  /**
   * Marks users who are live members of no live organization, and so are read by no reconcile, 7 days after they were
   * last written or read. Otherwise a lost `user.deleted` would leave their personal data forever. Checks the 1,000
   * users after `after`, marks up to 20, and returns the id to continue from, '' after the last.
   */
  markUnreconciled(after: string): Promise<string>

  readSync(orgId: string): Promise<OrganizationSync>
  /** Leases an organization for 30 s; null while another process holds it. Inserts a missing organization row. */
  leaseOrganization(orgId: string): Promise<Lease | null>
  /**
   * Leases up to `limit` due organizations: those to be reconciled next; absent ones, every 15 min for a day and then
   * daily for 30 days; and live ones in turn, unless sweeps read them all. Those that failed come last, after their
   * rest.
   */
  leaseOrganizations(limit: number): Promise<Lease[]>
  /** Makes the organization the next to be reconciled, unless its reconciles fail. */
  hurryOrganization(orgId: string): Promise<void>
  /** Renews the lease for another 30 s; null if it was lost. */
  renewLease(lease: Lease): Promise<Lease | null>
  /**
   * Ends the lease. `completed`: the organization is known, and confirmed as of `startedAt`. `failed`: it rests for 5
   * s, doubled with each failure up to 15 min. `given-up`: it rests for 5 s.
   */
  endLease(lease: Lease, how: 'completed' | 'failed' | 'given-up'): Promise<void>
  /** Whether ending this live organization too would make reads alone end over max(3, 1 %) of all within 10 minutes. */
  areTooManyOrganizationsAbsent(orgId: string): Promise<boolean>
  /**
   * Whether ending these too would make reads alone end over 5 % of an organization of 50 or more within 10 minutes.
   */
  areTooManyMembersAbsent(orgId: string, userIds: readonly string[]): Promise<boolean>

  /** Returns, in order, the ids in `users` or with a live membership in the mirror that are not in `members`. */
  unseenMembers(orgId: string, users: readonly string[], members: readonly string[]): Promise<string[]>
  /** Returns the users of the memberships with these ids in the mirror. */
  usersOfMemberships(orgId: string, membershipIds: readonly string[]): Promise<string[]>

  /** Takes one of the `perWindow` calls to Clerk that all replicas together may make in 10 s. */
  takeCall(spender: Spender, perWindow: number): Promise<Grant>
  /** Pauses all calls, because Clerk asked for it. */
  pauseCalls(milliseconds: number): Promise<void>

  /** Assigns the database to this Clerk instance if it has none. False if it belongs to another instance. */
  claimInstance(issuer: string): Promise<boolean>
  /** Deletes revoked sessions after 15 min, and tombstones and dead letters after this many days, 400 by default. */
  forgetOld(forgetAfterDays?: number): Promise<void>
  /** Deletes changes of lists that are older than ten minutes. A reader with an older list loads it whole. */
  forgetChanges(): Promise<void>
  /** For use after a restore from a backup: no organization is known until it has been reconciled. */
  forgetSync(): Promise<void>
  health(): Promise<MirrorHealth>
}

/** What the scans of the whole instance share through the database. */
export type MirrorScans = {
  /** Leases a scan for 30 s; null while another process holds it or it is not due. An unfinished scan is resumed. */
  leaseScan(name: ScanName, everyMs: number): Promise<ScanLease | null>
  /** Stores the place and renews the lease for another 30 s; null if it was lost. */
  saveScan(lease: ScanLease, place: object): Promise<ScanLease | null>
  /** Ends the lease, if it was not lost. */
  endScan(lease: ScanLease, end: EndOfScan): Promise<void>
  readScans(): Promise<ScanProgress[]>

  /** Stores the live rows of this stretch that were not read in it, at most 10,000, and returns their number. */
  keepMissing(kind: OddRecord['kind'], stretch: Stretch): Promise<number>
  /** Returns the stored missing rows after `after`, in order. */
  readMissing(kind: OddRecord['kind'], after: MissingRow | null, limit: number): Promise<MissingRow[]>
  dropMissing(kind: OddRecord['kind'], rows: readonly MissingRow[]): Promise<void>
  forgetMissing(): Promise<void>
  /** Returns the rows of a stretch that differ from these records; writes nothing. `surplus` is still unconfirmed. */
  compareStretch(listed: ListedRecords, stretch: Stretch): Promise<DriftRow[]>
  /** Returns the organizations in which these users are live members. */
  organizationsOf(userIds: readonly string[]): Promise<MissingRow[]>
  /**
   * Makes up to 500 live organizations known that were written before `before`, since all their members have been read
   * since then. Returns their number.
   */
  knowOrganizations(before: DatabaseTime): Promise<number>
  /**
   * Makes organizations with another number of members the next to be reconciled, once for each difference. Returns the
   * number of such organizations.
   */
  compareCounts(counts: readonly MemberCount[], startedAt: DatabaseTime): Promise<number>
}

/** The only way to write the mirror. */
export type MirrorStore = MirrorRows & MirrorSync & MirrorScans
