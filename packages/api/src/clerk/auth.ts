import { createHash } from 'node:crypto'
import { createClerkClient } from '@clerk/backend'
import { decodeJwt } from '@clerk/backend/jwt'
import { verifiedOrganizationId, type OrganizationId } from '@roster/db'
import { LRUCache } from 'lru-cache'

/** What the Authorization header proved. `orgId` is null where the credential carries no organization. */
export type Credential =
  | { kind: 'none' }
  | {
      kind: 'session'
      userId: string
      sessionId: string
      orgId: OrganizationId | null
      /** When the claims were made, in ms: `oiat` of the header where Clerk re-issued an older token, else `iat`. */
      claimsMs: number
    }
  | { kind: 'api-key'; keyId: string; orgId: OrganizationId | null; scopes: readonly string[] }
  /** A key or token whose issuer could not be asked. */
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
  authorizedParties: string[]
}

export type Authenticate = (authorization: string | undefined) => Promise<Credential>

type Verified = { credential: Credential; expiresMs: number }

const nobody: Credential = { kind: 'none' }

/** Verifies bearer tokens with @clerk/backend; a verified session token is remembered until it expires. */
export function createAuthenticate(keys: ClerkKeys): Authenticate {
  const verifySession = createVerifySession(keys)
  const verified = new LRUCache<string, Verified>({ max: 10_000 })

  return async (authorization) => {
    const token = bearer(authorization)
    if (!token) return nobody
    const digest = createHash('sha256').update(token).digest('base64url')
    const known = verified.get(digest)
    if (known && known.expiresMs > Date.now()) return known.credential
    const fresh = await verifySession(token)
    if (!fresh) return nobody
    verified.set(digest, fresh)
    return fresh.credential
  }
}

function createVerifySession({ issuer, authorizedParties, jwtKey, secretKey, publishableKey, apiUrl }: ClerkKeys) {
  const telemetry = { disabled: true }
  const clerk = createClerkClient({ secretKey, publishableKey, jwtKey, telemetry, ...(apiUrl && { apiUrl }) })

  return async (token: string): Promise<Verified | undefined> => {
    // Only this header: with cookies the SDK would enter its handshake and CSRF paths.
    const request = new Request('http://roster.invalid/', { headers: { authorization: `Bearer ${token}` } })
    const state = await clerk.authenticateRequest(request, { authorizedParties, jwtKey, acceptsToken: 'session_token' })
    const auth = state.toAuth()
    if (!auth?.isAuthenticated || auth.sessionClaims.iss !== issuer) return undefined
    const { sessionClaims, userId, sessionId, orgId } = auth
    // A token made from a template has no session: it may live for years and can't be revoked.
    if (!sessionId) return undefined
    return {
      expiresMs: sessionClaims.exp * 1000,
      credential: {
        kind: 'session',
        userId,
        sessionId,
        orgId: orgId ? verifiedOrganizationId(orgId) : null,
        claimsMs: claimsSeconds(token, sessionClaims.iat) * 1000,
      },
    }
  }
}

function bearer(authorization: string | undefined): string | undefined {
  return /^bearer +(\S+) *$/i.exec(authorization ?? '')?.[1]
}

function claimsSeconds(token: string, iat: number): number {
  const oiat: unknown = Reflect.get(decodeJwt(token).header, 'oiat')
  return typeof oiat === 'number' ? Math.min(oiat, iat) : iat
}
