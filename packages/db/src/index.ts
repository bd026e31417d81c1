export { createDb, type DbOptions } from './create-db.ts'
export type { Db } from './open-db.ts'
export { DatabaseOpenError } from './open-error.ts'
export { clockDifference } from './clock-difference.ts'
export { createMirror } from './mirror.ts'
export {
  decide,
  versionOf,
  type Change,
  type Decision,
  type Doubt,
  type Incarnation,
  type MirrorState,
  type Moment,
  type Source,
  type StoredRow,
} from './decide.ts'
export { membershipContent, organizationContent, userContent } from './mirror-content.ts'
export type { MirrorClock } from './mirror-clock.ts'
export type { DatabaseTime, MembershipRecord, OrganizationRecord, UserRecord } from './mirror-records.ts'
export type {
  DeadLetter,
  OddRecord,
  DueRow,
  Grant,
  Lease,
  MirrorHealth,
  MirrorRows,
  MirrorStore,
  MirrorSync,
  OrganizationSync,
  Spender,
  Tally,
} from './mirror-store.ts'
export { isInvalidData } from './is-invalid-data.ts'
export { causesOf } from './error-causes.ts'
export { explainFailure } from './explain-failure.ts'
export { instanceId } from './instance-id.ts'
export { isUnavailable } from './is-unavailable.ts'
export {
  assignLead,
  createLead,
  listLeads,
  MAX_LEADS,
  seedLeads,
  type Assignment,
  type AssignmentOutcome,
  type LeadCursor,
  type LeadPage,
  type LeadRow,
  type NewLead,
} from './leads.ts'
export { organizationsToReconcile } from './organizations-to-reconcile.ts'
export { loadSnapshot, type MemberRow, type OrganizationSnapshot } from './members.ts'
export { verifiedOrganizationId, type OrganizationId } from './organization-id.ts'
export { noteUse } from './organization-use.ts'
export { deactivatedMembers, resolvePeople, type PersonRow } from './people.ts'
export { tryWrite } from './try-write.ts'
export { readStandings, type Requester, type Standing } from './standing.ts'
