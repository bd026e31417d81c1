export { openDatabase, type DatabaseOptions } from './connect/open-database.ts'
export { inspectDatabase, type DatabaseFacts } from './connect/inspect-database.ts'
export type { Db } from './connect/db.ts'
export { DatabaseOpenError } from './connect/failures/open-error.ts'
export { migrate, type Migrated, type Migrations } from './connect/migrations/migrate.ts'
export { clockDifference } from './connect/clock-difference.ts'
export { createMirror } from './mirror/create-mirror.ts'
export type { MirrorState, Source } from './spec/decide.ts'
export type { MirrorClock } from './mirror/clock.ts'
export type { DatabaseTime, MembershipRecord, OrganizationRecord, UserRecord } from './mirror/records.ts'
export type {
  DeadLetter,
  OddRecord,
  DriftRow,
  DueRow,
  EndOfScan,
  Grant,
  Lease,
  ListedRecords,
  MirrorHealth,
  MemberCount,
  MirrorRows,
  MirrorScans,
  MissingRow,
  MirrorStore,
  MirrorSync,
  OrganizationSync,
  ScanLease,
  ScanName,
  ScanProgress,
  Spender,
  Stretch,
  Tally,
} from './mirror.ts'
export { isInvalidData } from './connect/failures/is-invalid-data.ts'
export { causesOf } from './connect/failures/error-causes.ts'
export { explainFailure } from './connect/failures/explain-failure.ts'
export { instanceId, instanceIssuer } from './sync/instance-id.ts'
export { isUnavailable } from './connect/failures/is-unavailable.ts'
export { organizationsToReconcile } from './read/organizations-to-reconcile.ts'
export type { LoadedList } from './read/load-list.ts'
export type { ListChanges } from './read/load-changes.ts'
export { loadMemberChanges, loadMembers, type MemberRow } from './read/load-members.ts'
export { loadUserChanges, loadUsers, type UserRow } from './read/load-users.ts'
export { verifiedOrganizationId, type OrganizationId } from './read/organization-id.ts'
export { readNews, type Followed } from './read/news.ts'
export { noteUse } from './read/organization-use.ts'
export { resolvePeople, type PersonRow } from './read/people.ts'
export { tryWrite } from './connect/try-write.ts'
export { readStandings, type Caller, type Standing } from './read/standing.ts'
