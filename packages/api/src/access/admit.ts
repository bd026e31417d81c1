import type { OrganizationId, Standing } from '@roster/db'
import { RosterError } from '../errors.ts'
import type { RequestSync } from '../sync/request-sync.ts'
import type { Credential, ProvenCredential, SystemCredential } from './authenticate.ts'
import type { ReadStanding } from './standing.ts'

type Caller = ProvenCredential | SystemCredential

/** Equal revisions of a list mean equal lists. */
export type Revisions = { users: bigint; members: bigint }

/** A caller that was let in, the role that the mirror knows of a member, and what the organization's row said. */
export type Admission = {
  orgId: OrganizationId
  caller: Caller
  /** Empty for whoever is no person. */
  role: string
  /** Of a member, as the claims have them; none where the membership changed after these were made. */
  permissions: readonly string[]
  /** Of both lists of the organization. */
  revisions: Revisions
  confirmedMs: number | null
}

export type Admit = (credential: Credential | SystemCredential) => Promise<Admission>

/** What admission asks of the part that reads Clerk. */
export type AdmissionSync = Pick<RequestSync, 'ensureKnown' | 'confirmMembership'>

/**
 * May this caller see the organization's list? `refuse` is 401; `unknown` waits until Clerk is read for the
 * organization; `ask-clerk` is one point read, and while Clerk is down the answer is `withoutClerk`.
 */
export type Verdict =
  | { kind: 'admit' | 'refuse' | 'unknown' }
  | { kind: 'ask-clerk'; withoutClerk: 'admit' | 'refuse' | 'unavailable' }

// Claims this much younger than what the mirror last knew may tell of a new membership.
const RECHECK_SLACK_MS = 5_000
// A token lives for 60 s; with the clock skew that Clerk's SDK grants, older claims are not a new member's.
const NEWCOMER_CLAIMS_MS = 65_000
const RETRY_AFTER_SECONDS = 5
/** What an API key needs to list users. */
export const READ_SCOPE = 'users:read'

type AdmitOptions = {
  readStanding: ReadStanding
  sync: AdmissionSync
  /** A permission without which members may not see the list. */
  membersPermission?: string | undefined
  onAdmitted?: (orgId: OrganizationId) => void
}

export function createAdmit({ readStanding, sync, membersPermission, onAdmitted = () => {} }: AdmitOptions): Admit {
  async function waitUntilKnown(orgId: OrganizationId): Promise<void> {
    const known = await sync.ensureKnown(orgId)
    if (known === 'missing') throw new RosterError('UNAUTHORIZED')
    if (known !== 'known') throw unavailable()
  }

  return async (credential) => {
    const caller = callerOf(credential)
    const { orgId } = caller
    const claimsMs = caller.kind === 'session' ? caller.claimsMs : null
    let standing = await readStanding(caller)
    let verdict = judge(standing, claimsMs)
    if (verdict.kind === 'unknown') {
      await waitUntilKnown(orgId)
      standing = await readStanding(caller)
      verdict = judge(standing, claimsMs)
    }
    if (verdict.kind === 'ask-clerk' && caller.kind === 'session') {
      const found = await sync.confirmMembership(orgId, caller.userId)
      if (found === 'not-member') throw new RosterError('UNAUTHORIZED')
      if (found === 'unavailable' && verdict.withoutClerk !== 'admit') throw refusal(verdict.withoutClerk)
      standing = await readStanding(caller)
      // A read may lag behind a signed end, which only a newer membership undoes: then the row would be live by now.
      const isOver = judge(standing, claimsMs).kind === 'refuse' || standing.membership?.state === 'deleted'
      if (isOver) throw new RosterError('UNAUTHORIZED')
    } else if (verdict.kind !== 'admit') {
      throw refusal(verdict.kind)
    }
    const { organization, membership } = standing
    if (!organization) throw unavailable()
    if (caller.kind === 'session' && membersPermission && !caller.permissions.includes(membersPermission)) {
      throw new RosterError('FORBIDDEN', {
        message: `Your role lacks the permission ${membersPermission}, which seeing the members of this organization needs; ask an administrator for it`,
      })
    }
    onAdmitted(orgId)
    const { revision: users, memberRevision: members, confirmedMs } = organization
    return { orgId, caller, ...grantsOf(caller, membership), revisions: { users, members }, confirmedMs }
  }
}

/** In the order of the mirror's rules. `claimsMs` is null for whoever is no person. */
export function judge(standing: Standing, claimsMs: number | null): Verdict {
  const { organization, user, membership } = standing
  if (standing.sessionRevoked) return { kind: 'refuse' }
  if (organization?.state === 'deleted' || user?.state === 'deleted' || user?.deactivated) return { kind: 'refuse' }
  // Absent is not the end: Clerk is asked again, and only its deletion would be.
  if (!organization || organization.syncedMs === null || organization.state !== 'live') return { kind: 'unknown' }
  if (claimsMs === null) return { kind: 'admit' }
  if (membership?.state === 'live' && user?.state === 'live') return { kind: 'admit' }
  if (membership?.state === 'deleted' || membership?.state === 'absent') {
    // A time of the future was stored before the database's clock stepped back, and counts as long ago.
    const times = [membership.writtenMs, membership.checkedMs ?? 0].filter((ms) => ms <= standing.nowMs)
    const known = Math.max(0, ...times)
    if (claimsMs <= known + RECHECK_SLACK_MS) return { kind: 'refuse' }
    return { kind: 'ask-clerk', withoutClerk: 'unavailable' }
  }
  const newcomer = standing.nowMs - claimsMs <= NEWCOMER_CLAIMS_MS
  // A member whose user is not there yet, or not any more: only Clerk knows.
  if (membership?.state === 'live') return { kind: 'ask-clerk', withoutClerk: newcomer ? 'admit' : 'unavailable' }
  return { kind: 'ask-clerk', withoutClerk: newcomer ? 'admit' : 'refuse' }
}

function grantsOf(caller: Caller, membership: Standing['membership']): Pick<Admission, 'role' | 'permissions'> {
  if (caller.kind !== 'session') return { role: '', permissions: [] }
  const isCurrent = caller.claimsMs > (membership?.writtenMs ?? 0)
  return { role: membership?.role ?? '', permissions: isCurrent ? caller.permissions : [] }
}

/** The caller of a credential that is good for asking, or the refusal of it. */
export function callerOf(credential: Credential | SystemCredential): Caller & { orgId: OrganizationId } {
  if (credential.kind === 'none') throw new RosterError('UNAUTHORIZED')
  if (credential.kind === 'unavailable') throw unavailable()
  if (!hasOrganization(credential)) throw new RosterError('VALIDATION_ERROR')
  if (credential.kind === 'api-key' && !credential.scopes.includes(READ_SCOPE)) {
    throw new RosterError('FORBIDDEN', {
      message: `This API key lacks the scope ${READ_SCOPE}; create one that has it`,
    })
  }
  return credential
}

function hasOrganization<Known extends Caller>(caller: Known): caller is Known & { orgId: OrganizationId } {
  return caller.orgId !== null
}

function refusal(kind: 'refuse' | 'unknown' | 'ask-clerk' | 'unavailable'): RosterError {
  return kind === 'refuse' ? new RosterError('UNAUTHORIZED') : unavailable()
}

function unavailable(): RosterError {
  return new RosterError('SERVICE_UNAVAILABLE', { retryAfter: RETRY_AFTER_SECONDS })
}
