import type { OrganizationId, Requester } from '@roster/db'
import type { Credential } from './authenticate.ts'
import type { RequestSync } from '../sync/request-sync.ts'
import { RosterError } from '../errors.ts'
import { judge, type WithoutClerk } from './requester.ts'
import type { ReadStanding } from './standing.ts'

/** Who does it: a user, with the role that the mirror knows, or an API key of the organization. */
export type Actor = { kind: 'user'; userId: string; role: string } | { kind: 'api-key'; keyId: string }

/** A caller that was let in, and what the organization's row said in the same statement. */
export type Admission = { orgId: OrganizationId; actor: Actor; revision: bigint; confirmedMs: number | null }

export type Admit = (credential: Credential) => Promise<Admission>

/** What admission asks of the part that reads Clerk. */
export type AdmissionSync = Pick<RequestSync, 'ensureKnown' | 'confirmMembership'>

type Caller = { orgId: OrganizationId } & (
  | { kind: 'user'; userId: string; sessionId: string; claimsMs: number }
  | { kind: 'api-key'; keyId: string }
)

const RETRY_AFTER_SECONDS = 5
/** What an API key needs to list users. */
export const READ_SCOPE = 'users:read'

export function createAdmit(readStanding: ReadStanding, sync: AdmissionSync): Admit {
  async function consult(caller: Caller) {
    const standing = await readStanding(requesterOf(caller))
    return { standing, verdict: judge(standing, caller.kind === 'user' ? caller.claimsMs : null) }
  }

  async function waitUntilKnown(orgId: OrganizationId): Promise<void> {
    const known = await sync.ensureKnown(orgId)
    if (known === 'missing') throw new RosterError('UNAUTHORIZED')
    if (known !== 'known') throw unavailable()
  }

  /** Ends the question that only Clerk can answer; what Clerk says is in the mirror afterwards. */
  async function askClerk({ orgId, userId }: { orgId: OrganizationId; userId: string }, withoutClerk: WithoutClerk) {
    const found = await sync.confirmMembership(orgId, userId)
    const answer = found === 'unavailable' ? withoutClerk : found === 'member' ? 'admit' : 'refuse'
    if (answer === 'refuse') throw new RosterError('UNAUTHORIZED')
    if (answer === 'unavailable') throw unavailable()
  }

  return async (credential) => {
    const caller = callerOf(credential)
    let { standing, verdict } = await consult(caller)
    if (verdict.kind === 'unknown') {
      await waitUntilKnown(caller.orgId)
      ;({ standing, verdict } = await consult(caller))
    }
    if (verdict.kind === 'ask-clerk' && caller.kind === 'user') {
      await askClerk(caller, verdict.withoutClerk)
      ;({ standing, verdict } = await consult(caller))
      // A read may lag behind a signed end, which only a newer membership undoes: then the row would be live by now.
      if (verdict.kind === 'refuse' || standing.membership?.state === 'deleted') throw new RosterError('UNAUTHORIZED')
    } else if (verdict.kind !== 'admit') {
      throw verdict.kind === 'refuse' ? new RosterError('UNAUTHORIZED') : unavailable()
    }
    const { organization, membership } = standing
    if (!organization) throw unavailable()
    const { orgId } = caller
    const { revision, confirmedMs } = organization
    return { orgId, actor: actorOf(caller, membership?.role ?? ''), revision, confirmedMs }
  }
}

function callerOf(credential: Credential): Caller {
  if (credential.kind === 'none') throw new RosterError('UNAUTHORIZED')
  if (credential.kind === 'unavailable') throw unavailable()
  const { orgId } = credential
  if (orgId === null) throw new RosterError('VALIDATION_ERROR')
  if (credential.kind === 'session') return { ...credential, kind: 'user', orgId }
  if (!credential.scopes.includes(READ_SCOPE)) {
    throw new RosterError('FORBIDDEN', {
      message: `This API key lacks the scope ${READ_SCOPE}; create one that has it`,
    })
  }
  return { kind: 'api-key', keyId: credential.keyId, orgId }
}

function requesterOf(caller: Caller): Requester {
  const { orgId } = caller
  return caller.kind === 'user'
    ? { orgId, userId: caller.userId, sessionId: caller.sessionId }
    : { orgId, userId: null, sessionId: null }
}

function actorOf(caller: Caller, role: string): Actor {
  if (caller.kind === 'user') return { kind: 'user', userId: caller.userId, role }
  return { kind: 'api-key', keyId: caller.keyId }
}

function unavailable(): RosterError {
  return new RosterError('SERVICE_UNAVAILABLE', { retryAfter: RETRY_AFTER_SECONDS })
}
