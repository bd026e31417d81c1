import type { OrganizationId, Standing } from '@roster/db'
import { RosterError } from '../errors.ts'
import type { RequestSync } from '../sync/request-sync.ts'
import type { Credential, ProvenCredential, SystemCredential } from './authenticate.ts'
import type { ReadStanding } from './standing.ts'

type Caller = ProvenCredential | SystemCredential

/** Equal revisions of a list mean equal lists. */
export type Revisions = { users: bigint; members: bigint }

/** An admitted caller, with the role of a member and the state of the organization in the mirror. */
export type Admission = {
  orgId: OrganizationId
  caller: Caller
  /** Empty for API keys and jobs, and for a member whom the mirror does not have yet. */
  role: string
  /** The permissions in a member's claims; none if the membership changed after the claims were made. */
  permissions: readonly string[]
  revisions: Revisions
  confirmedMs: number | null
}

export type Admit = (credential: Credential | SystemCredential) => Promise<Admission>

/** The questions that admission may ask Clerk. */
export type AdmissionSync = Pick<RequestSync, 'ensureKnown' | 'confirmMembership'>

/**
 * Whether a caller may see the organization's lists. `refuse` is answered 401; `unknown` waits until the organization was read
 * from Clerk; `ask-clerk` needs one read of the membership, and `withoutClerk` decides while Clerk is down.
 */
export type Verdict =
  | { kind: 'admit' | 'refuse' | 'unknown' }
  | { kind: 'ask-clerk'; withoutClerk: 'admit' | 'refuse' | 'unavailable' }

// Claims that are this much newer than the mirror's last knowledge may belong to a new membership.
const RECHECK_SLACK_MS = 5_000
// A token lives for 60 s, plus the clock skew that Clerk's SDK allows: older claims are not a new member's.
const NEWCOMER_CLAIMS_MS = 65_000
const RETRY_AFTER_SECONDS = 5
/** The scope that an API key needs to list users. */
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
      // The read may lag behind a signed deletion. Only a newer membership undoes that, and its row would be live by now.
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
    return {
      orgId,
      caller,
      role: caller.kind === 'session' && membership?.state === 'live' ? membership.role : '',
      permissions: permissionsOf(caller, membership),
      revisions: { users, members },
      confirmedMs,
    }
  }
}

/** Decides by the standing alone, in the order of the mirror's rules. `claimsMs` is null for API keys and jobs. */
export function judge(standing: Standing, claimsMs: number | null): Verdict {
  const { organization, user, membership } = standing
  if (standing.sessionRevoked) return { kind: 'refuse' }
  if (organization?.state === 'deleted' || user?.state === 'deleted' || user?.deactivated) return { kind: 'refuse' }
  // An absent organization may exist: Clerk is asked again, and only a deletion is final.
  if (!organization || organization.syncedMs === null || organization.state !== 'live') return { kind: 'unknown' }
  if (claimsMs === null) return { kind: 'admit' }
  if (membership?.state === 'live' && user?.state === 'live') return { kind: 'admit' }
  if (membership?.state === 'deleted' || membership?.state === 'absent') {
    // A time in the future was stored before the database's clock was set back, and counts as long ago.
    const times = [membership.writtenMs, membership.checkedMs ?? 0].filter((ms) => ms <= standing.nowMs)
    const known = Math.max(0, ...times)
    if (claimsMs <= known + RECHECK_SLACK_MS) return { kind: 'refuse' }
    return { kind: 'ask-clerk', withoutClerk: 'unavailable' }
  }
  const newcomer = standing.nowMs - claimsMs <= NEWCOMER_CLAIMS_MS
  // The row of the user is missing or absent: only Clerk knows why.
  if (membership?.state === 'live') return { kind: 'ask-clerk', withoutClerk: newcomer ? 'admit' : 'unavailable' }
  return { kind: 'ask-clerk', withoutClerk: newcomer ? 'admit' : 'refuse' }
}

const NO_PERMISSIONS: readonly string[] = []

function permissionsOf(caller: Caller, membership: Standing['membership']): readonly string[] {
  const isCurrent = caller.kind === 'session' && caller.claimsMs > (membership?.writtenMs ?? 0)
  return isCurrent ? caller.permissions : NO_PERMISSIONS
}

/** The caller of a credential; throws if that is invalid, has no organization or lacks the scope. */
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
