import type { ClerkClient } from '@clerk/backend'
import { isMachineToken, isMachineTokenByPrefix } from '@clerk/backend/internal'
import { decodeJwt } from '@clerk/backend/jwt'
import { verifiedOrganizationId, type OrganizationId } from '@roster/db'
import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import type { CheckedSecret, MayCheck, SecretCheck } from './secrets.ts'
import { orgId, sessionId, userId } from '../clerk/records.ts'

/** Who the Authorization header proved to be calling. `orgId` is null where the credential carries no organization. */
export type ProvenCredential =
  | {
      kind: 'session'
      userId: string
      sessionId: string
      orgId: OrganizationId | null
      /** As the claims have them. Clerk leaves its own, `org:sys_…`, out of them. */
      permissions: readonly string[]
      /** When the claims were made, in ms: `oiat` of the header where Clerk re-issued an older token, else `iat`. */
      claimsMs: number
    }
  /** An API key, or without an organization any other credential that is not a person's session. */
  | {
      kind: 'api-key'
      keyId: string
      userId: null
      sessionId: null
      orgId: OrganizationId | null
      scopes: readonly string[]
    }

/** A job of the host's own: nobody asked, so nothing was verified, and no user may be acted for. */
export type SystemCredential = { kind: 'system'; userId: null; sessionId: null; orgId: OrganizationId }

/** What the Authorization header is. */
export type Credential =
  | ProvenCredential
  | { kind: 'none' }
  /** A key or token that was not checked: its issuer could not be asked, or its sender had too many checked. */
  | { kind: 'unavailable' }

export type ClerkKeys = {
  secretKey: string
  publishableKey: string
  /** RSA public key as PEM, so that no check of a session needs the network. */
  jwtKey: string
  /** Clerk's Backend API; undefined is Clerk's own. */
  apiUrl?: string | undefined
  issuer: string
  /** Origins allowed in `azp`. */
  authorizedParties: readonly string[]
}

export type Authenticate = (authorization: string | undefined, mayCheck?: MayCheck) => Promise<Credential>

type Verified = { credential: Extract<ProvenCredential, { kind: 'session' }>; expiresMs: number }

const nobody: Credential = { kind: 'none' }
const unavailable: Credential = { kind: 'unavailable' }
// More than what the SDK grants.
const CLOCK_SKEW_MS = 10_000

/**
 * Verifies bearer tokens with @clerk/backend; a session's is remembered until it expires.
 * `secrets` answers for the tokens that only Clerk can tell; `onRefused` is called with what is no session's token.
 */
export function createAuthenticate(
  clerk: ClerkClient,
  keys: ClerkKeys,
  secrets: SecretCheck,
  onRefused: (token: string) => void = () => {},
): Authenticate {
  const verifySession = createVerifySession(clerk, keys)
  const verifyMachine = createVerifyMachine(clerk, keys)
  // By the whole header: to read it and digest its token took about as long as writing an answer's headers.
  const remembered = new LRUCache<string, Verified>({ max: 10_000 })
  // Sessions of which a token was verified: the next one, a minute later, is verified wherever it comes from.
  const sessions = new LRUCache<string, true>({ max: 100_000 })

  function recall(authorization: string): Credential | undefined {
    const known = remembered.get(authorization)
    return known && known.expiresMs > Date.now() ? known.credential : undefined
  }

  async function verifySigned(token: string, authorization: string, mayCheck: MayCheck): Promise<Credential> {
    const claims = unverifiedClaims(token)
    if (!claims) return nobody
    if (claims.exp * 1000 + CLOCK_SKEW_MS < Date.now()) {
      onRefused(token)
      return nobody
    }
    if (!(claims.sid && sessions.has(claims.sid)) && !mayCheck()) return unavailable
    if (isMachineToken(token)) return verifyMachine(token)
    const session = await verifySession(token)
    if (!session) {
      // Whoever knows the id of a session could have any number of signatures checked.
      if (claims.sid) sessions.delete(claims.sid)
      onRefused(token)
      return nobody
    }
    remembered.set(authorization, session)
    sessions.set(session.credential.sessionId, true)
    return session.credential
  }

  return async (authorization, mayCheck = () => true) => {
    if (authorization === undefined) return nobody
    const known = recall(authorization)
    if (known) return known
    const token = bearer(authorization)
    if (!token) return nobody
    if (isMachineTokenByPrefix(token)) return secretCredential(await secrets.verify(token, mayCheck))
    // However it was spelled, a token is verified and remembered once.
    const spelled = `Bearer ${token}`
    return recall(spelled) ?? verifySigned(token, spelled, mayCheck)
  }
}

/** Throws for what is not the id of an organization. */
export function systemCredential(id: string): SystemCredential {
  const { data } = orgId.safeParse(id)
  if (!data) {
    throw new Error(
      `${JSON.stringify(id)} is not the id of an organization, so no list could be read for it. Pass Clerk’s own id: org_…`,
    )
  }
  return { kind: 'system', userId: null, sessionId: null, orgId: verifiedOrganizationId(data) }
}

// Without `iat` its age would not be known, and `crit` names what a verifier must understand: Clerk uses none.
const signedToken = z.object({
  header: z.object({ crit: z.undefined().optional() }),
  payload: z.object({ exp: z.number(), iat: z.number(), sid: z.string().optional() }),
})

/** What a token in the form of a JWT claims to be, or undefined if it can't be one: then no signature need be checked. */
function unverifiedClaims(token: string): z.infer<typeof signedToken>['payload'] | undefined {
  if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) return undefined
  try {
    return signedToken.safeParse(decodeJwt(token)).data?.payload
  } catch {
    return undefined
  }
}

/** Machine and OAuth tokens in the form of a JWT. They name no organization, so that only their validity counts. */
function createVerifyMachine(clerk: ClerkClient, { jwtKey }: ClerkKeys) {
  return async (token: string): Promise<Credential> => {
    const state = await clerk.authenticateRequest(requestWith(token), {
      jwtKey,
      acceptsToken: ['m2m_token', 'oauth_token'],
    })
    const auth = state.toAuth()
    if (!auth?.isAuthenticated || !('id' in auth) || !auth.id || !isWhole(token)) return nobody
    return { kind: 'api-key', keyId: auth.id, userId: null, sessionId: null, orgId: null, scopes: [] }
  }
}

function createVerifySession(clerk: ClerkClient, { issuer, authorizedParties, jwtKey }: ClerkKeys) {
  return async (token: string): Promise<Verified | undefined> => {
    const accepted = { authorizedParties: [...authorizedParties], jwtKey, acceptsToken: 'session_token' as const }
    const state = await clerk.authenticateRequest(requestWith(token), accepted)
    const auth = state.toAuth()
    if (!auth?.isAuthenticated || auth.sessionClaims.iss !== issuer || !isWhole(token)) return undefined
    const { sessionClaims } = auth
    // A token made from a template has no session: it may live for years and can't be revoked. What has not the form of
    // an id is none, and the database might refuse it.
    const { data } = proven.safeParse({ ...auth, orgId: auth.orgId ?? null, permissions: auth.orgPermissions ?? [] })
    if (!data) return undefined
    return {
      expiresMs: sessionClaims.exp * 1000,
      credential: {
        kind: 'session',
        ...data,
        claimsMs: claimsSeconds(token, sessionClaims.iat) * 1000,
      },
    }
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

/** What the SDK does not ask for: the time of issue, and no extension that must be understood (RFC 7515, 4.1.11). */
function isWhole(token: string): boolean {
  const { header, payload } = decodeJwt(token)
  return typeof payload.iat === 'number' && !Reflect.has(header, 'crit')
}

// Only this header: with cookies the SDK would enter its handshake and CSRF paths.
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
