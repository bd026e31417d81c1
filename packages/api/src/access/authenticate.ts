import type { ClerkClient } from '@clerk/backend'
import { TokenVerificationErrorReason } from '@clerk/backend/errors'
import { isMachineToken, isMachineTokenByPrefix } from '@clerk/backend/internal'
import { decodeJwt } from '@clerk/backend/jwt'
import { verifiedOrganizationId, type OrganizationId } from '@roster/db'
import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import type { CheckedSecret, MayCheck, SecretCheck } from './secrets.ts'
import { atMost } from '../at-most.ts'
import type { ClerkKeys } from '../clerk/clerk-options.ts'
import { orgId, sessionId, userId } from '../clerk/records.ts'

/** The caller that the Authorization header proves. `orgId` is null if the credential has no organization. */
export type ProvenCredential =
  | {
      kind: 'session'
      userId: string
      sessionId: string
      orgId: OrganizationId | null
      /** Custom permissions, from the claims: Clerk does not write its own, `org:sys_…`, into tokens. */
      permissions: readonly string[]
      /** The time of the claims, in ms: `oiat` of the header if Clerk re-issued an older token, else `iat`. */
      claimsMs: number
    }
  /** An API key; or, without an organization, a machine or OAuth token. */
  | {
      kind: 'api-key'
      keyId: string
      userId: null
      sessionId: null
      orgId: OrganizationId | null
      scopes: readonly string[]
    }

/** A job of the host's own. Nothing was verified, and it can't act for a user. */
export type SystemCredential = { kind: 'system'; userId: null; sessionId: null; orgId: OrganizationId }

/** The result of reading the Authorization header. */
export type Credential =
  | ProvenCredential
  | { kind: 'none' }
  /** A key or token that was not checked: Clerk could not be asked, or its sender had too many checked. */
  | { kind: 'unavailable' }

export type Authenticate = (authorization: string | undefined, mayCheck?: MayCheck) => Promise<Credential>

type Refusal = 'other-origin' | 'other'

type Verified = { credential: Extract<ProvenCredential, { kind: 'session' }>; expiresMs: number }

const nobody: Credential = { kind: 'none' }
const unavailable: Credential = { kind: 'unavailable' }
// More than the SDK allows.
const CLOCK_SKEW_MS = 10_000
// More than may wait for news: each repeats its token in turn, so a smaller cache would forget every token before its use.
const MAX_TOKENS = 30_000

/**
 * Verifies the bearer token of the Authorization header with @clerk/backend, and nothing else: no cookie, query or body decides
 * who calls. Session tokens are cached until they expire. `secrets` checks tokens that only Clerk can verify; `onRefused`
 * receives each refused session token.
 */
export function createAuthenticate(
  clerk: ClerkClient,
  keys: ClerkKeys,
  secrets: SecretCheck,
  onRefused: (token: string, why: Refusal) => void = () => {},
): Authenticate {
  // Keyed by the whole header: to parse and digest it took about as long as writing an answer's headers.
  const cached = new LRUCache<string, Verified>(atMost(MAX_TOKENS))
  // Sessions with a verified token: their next token, a minute later, is verified whatever its address has used up.
  const sessions = new LRUCache<string, true>(atMost(100_000))

  function lookUp(authorization: string): Credential | undefined {
    const known = cached.get(authorization)
    return known && known.expiresMs > Date.now() ? known.credential : undefined
  }

  async function verifySigned(token: string, authorization: string, mayCheck: MayCheck): Promise<Credential> {
    const claims = unverifiedClaims(token)
    if (!claims) return nobody
    if (claims.exp * 1000 + CLOCK_SKEW_MS < Date.now()) {
      onRefused(token, 'other')
      return nobody
    }
    if (!(claims.sid && sessions.has(claims.sid)) && !mayCheck()) return unavailable
    if (isMachineToken(token)) return verifyMachine(clerk, keys, token)
    const session = await verifySession(clerk, keys, token)
    if (session === 'other-origin' || session === 'other') {
      // Otherwise a caller who knows a session's id could have any number of signatures checked.
      if (claims.sid) sessions.delete(claims.sid)
      onRefused(token, session)
      return nobody
    }
    cached.set(authorization, session)
    sessions.set(session.credential.sessionId, true)
    return session.credential
  }

  return async (authorization = '', mayCheck = () => true) => {
    const known = lookUp(authorization)
    if (known) return known
    const token = bearer(authorization)
    if (!token) return nobody
    if (isMachineTokenByPrefix(token)) return secretCredential(await secrets.verify(token, mayCheck))
    // A token is verified and cached once, however the header spells it.
    const spelled = `Bearer ${token}`
    return lookUp(spelled) ?? verifySigned(token, spelled, mayCheck)
  }
}

/** The credential of a job; throws if `id` is not the id of an organization. */
export function systemCredential(id: string): SystemCredential {
  const { data } = orgId.safeParse(id)
  if (!data) {
    throw new Error(
      `${JSON.stringify(id)} is not the id of an organization, so no list could be read for it. Pass Clerk’s own id: org_…`,
    )
  }
  return { kind: 'system', userId: null, sessionId: null, orgId: verifiedOrganizationId(data) }
}

// What the SDK does not check: without `iat` the age of the claims is unknown, and `crit` names extensions that a verifier must
// understand (RFC 7515, 4.1.11); Clerk uses none.
const signedToken = z.object({
  header: z.object({ crit: z.undefined().optional() }),
  payload: z.object({ exp: z.number(), iat: z.number(), sid: z.string().optional() }),
})

/** The claims of a JWT before its signature is checked; undefined if it can't be valid, so that no check is needed. */
function unverifiedClaims(token: string): z.infer<typeof signedToken>['payload'] | undefined {
  if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) return undefined
  try {
    return signedToken.safeParse(decodeJwt(token)).data?.payload
  } catch {
    return undefined
  }
}

/** Verifies machine and OAuth tokens in the form of a JWT. They name no organization, so only their validity counts. */
async function verifyMachine(clerk: ClerkClient, { jwtKey }: ClerkKeys, token: string): Promise<Credential> {
  const state = await clerk.authenticateRequest(requestWith(token), {
    jwtKey,
    acceptsToken: ['m2m_token', 'oauth_token'],
  })
  const auth = state.toAuth()
  if (!auth.isAuthenticated || !auth.id) return nobody
  return { kind: 'api-key', keyId: auth.id, userId: null, sessionId: null, orgId: null, scopes: [] }
}

async function verifySession(
  clerk: ClerkClient,
  { issuer, authorizedParties, jwtKey }: ClerkKeys,
  token: string,
): Promise<Verified | Refusal> {
  const accepted = { authorizedParties: [...authorizedParties], jwtKey, acceptsToken: 'session_token' as const }
  const state = await clerk.authenticateRequest(requestWith(token), accepted)
  let auth: ReturnType<typeof state.toAuth>
  try {
    auth = state.toAuth()
  } catch {
    // The SDK throws on signed claims in another form than Clerk's, such as `fea` in the token of a template.
    return 'other'
  }
  if (!auth?.isAuthenticated || auth.sessionClaims.iss !== issuer)
    return state.reason === TokenVerificationErrorReason.TokenInvalidAuthorizedParties ? 'other-origin' : 'other'
  const { sessionClaims } = auth
  // A token from a template has no session: it may live for years and can't be revoked. Ids of another form are refused
  // here, because the database might not be able to store them.
  const { data } = proven.safeParse({ ...auth, orgId: auth.orgId ?? null, permissions: auth.orgPermissions ?? [] })
  if (!data) return 'other'
  return {
    expiresMs: sessionClaims.exp * 1000,
    credential: { kind: 'session', ...data, claimsMs: claimsSeconds(token, sessionClaims.iat) * 1000 },
  }
}

function secretCredential(checked: CheckedSecret): Credential {
  if (checked.kind !== 'api-key') return checked
  const orgId = checked.orgId === null ? null : verifiedOrganizationId(checked.orgId)
  return { ...checked, userId: null, sessionId: null, orgId }
}

const proven = z.object({
  userId,
  sessionId,
  orgId: orgId.transform(verifiedOrganizationId).nullable(),
  permissions: z.array(z.string()),
})

// Without cookies, with which the SDK would enter its handshake and CSRF paths.
function requestWith(token: string): Request {
  return new Request('http://roster.invalid/', { headers: { authorization: `Bearer ${token}` } })
}

function bearer(authorization: string): string | undefined {
  return /^bearer +(\S+) *$/i.exec(authorization)?.[1]
}

function claimsSeconds(token: string, iat: number): number {
  const oiat: unknown = Reflect.get(decodeJwt(token).header, 'oiat')
  return typeof oiat === 'number' ? Math.min(oiat, iat) : iat
}
