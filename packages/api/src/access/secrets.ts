import { createHash } from 'node:crypto'
import type { ClerkClient } from '@clerk/backend'
import { isClerkAPIResponseError, type ClerkAPIResponseError } from '@clerk/backend/errors'
import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import { pauseAfter, type ClerkBudget } from '../clerk/ask-clerk.ts'
import { orgId } from '../clerk/records.ts'
import { deadline } from '../deadline.ts'

/** Clerk's answer about a secret: `unavailable` if Clerk could not be asked. */
export type CheckedSecret =
  | { kind: 'none' }
  | { kind: 'unavailable' }
  | { kind: 'api-key'; keyId: string; orgId: string | null; scopes: readonly string[] }

/** Asks Clerk whether an API key, machine token or OAuth token is valid, and caches the answer for a short time. */
export type SecretCheck = {
  verify: (secret: string, mayCheck?: MayCheck) => Promise<CheckedSecret>
  /** Refuses the key from now on, whatever is cached or in flight. */
  block: (keyId: string) => void
}

/** Whether this caller may have an unproven credential checked; if not, the credential is `unavailable`. */
export type MayCheck = () => boolean

type Kind = 'early' | 'known-secret' | 'new-secret'
/** The time by both clocks: the first may be set, and the second may stop while the machine is suspended. */
type Moment = { wallMs: number; steadyMs: number }
/** From `refreshMs` on it is asked about again, while it is still served. */
type Cached = { credential: CheckedSecret; asked: Moment; lastsMs: number; refreshMs?: number; missingMs?: number }
/** `isMissing` says that Clerk answered 404, as it does for every path in some outages. */
type Asked = { credential: CheckedSecret; expiresMs: number; isMissing?: boolean }

const VALID_MS = 30_000
// A key in constant use is checked again before its time ends, so that none of its requests waits for Clerk.
const REFRESH_MS = 20_000
const REFRESH_AGAIN_MS = 1_000
// The rest of the calls is left to keys whose time has ended, which are not served meanwhile.
const EARLY_PART = 2 / 3
const INVALID_MS = 10_000
const PATIENCE_MS = 2_000
// The time after which a second 404 for a known secret is believed.
const DOUBT_MS = 60_000
// A flood of unknown secrets must not open a connection to Clerk for each, nor delay the check of known ones.
const LOOKUPS_AT_ONCE = 32

const nobody: CheckedSecret = { kind: 'none' }
const unavailable: CheckedSecret = { kind: 'unavailable' }

/** `onFailure` receives the reason why Clerk did not answer. */
export function createSecretCheck(
  clerk: ClerkClient,
  budget: ClerkBudget,
  onFailure: (error: unknown) => void = () => {},
): SecretCheck {
  const ask = createAsk(clerk, budget, onFailure)
  // Two caches, so that guesses can't evict valid secrets. A valid secret stays known after its time.
  const valid = new LRUCache<string, Cached>({ max: 10_000 })
  const invalid = new LRUCache<string, Cached>({ max: 10_000 })
  const refused = new LRUCache<string, true>({ max: 10_000, ttl: 2 * VALID_MS })
  const asking = new Map<string, Promise<CheckedSecret>>()
  const places: Record<Kind, number> = {
    early: LOOKUPS_AT_ONCE,
    'known-secret': LOOKUPS_AT_ONCE,
    'new-secret': LOOKUPS_AT_ONCE,
  }

  function recall(digest: string): Cached | undefined {
    const known = valid.get(digest) ?? invalid.get(digest)
    return known && sinceMs(known.asked) < known.lastsMs ? known : undefined
  }

  async function askAndCache(digest: string, secret: string, kind: Kind): Promise<CheckedSecret> {
    const asked: Moment = { wallMs: Date.now(), steadyMs: performance.now() }
    const { credential, expiresMs, isMissing } = await ask(secret, kind)
    const known = valid.get(digest)
    const latest = known ?? invalid.get(digest)
    // A late answer must not replace the one to a later question.
    if (latest && latest.asked.steadyMs > asked.steadyMs) return latest.credential
    if (known && isMissing) {
      const missingMs = known.missingMs ?? asked.steadyMs
      if (asked.steadyMs < missingMs + DOUBT_MS) {
        if (recall(digest) === known) {
          // An early question does not shorten the time for which the last answer is served.
          Object.assign(known, { missingMs, refreshMs: Infinity })
          return known.credential
        }
        // Kept as well, or whoever has a deleted key could use up the calls to Clerk.
        valid.set(digest, { credential: unavailable, asked, lastsMs: INVALID_MS, missingMs })
        return unavailable
      }
    }
    if (credential.kind === 'none') {
      valid.delete(digest)
      invalid.set(digest, { credential, asked, lastsMs: INVALID_MS })
    }
    if (credential.kind === 'api-key') {
      const lastsMs = Math.min(VALID_MS, expiresMs - asked.wallMs)
      valid.set(digest, { credential, asked, lastsMs, refreshMs: asked.steadyMs + REFRESH_MS })
    }
    return credential
  }

  async function lookUp(digest: string, secret: string, kind: Kind): Promise<CheckedSecret> {
    if (places[kind] === 0) return unavailable
    places[kind] -= 1
    // The SDK has no timeout of its own: a call that hangs gives up its place, and a late answer is still remembered.
    const answer = deadline(PATIENCE_MS, askAndCache(digest, secret, kind), () => {
      onFailure(new Error(`No answer within ${PATIENCE_MS} ms`))
      return unavailable
    }).finally(() => {
      asking.delete(digest)
      places[kind] += 1
    })
    asking.set(digest, answer)
    return answer
  }

  return {
    async verify(secret, mayCheck = () => true) {
      const digest = createHash('sha256').update(secret).digest('base64url')
      const kind = valid.has(digest) ? 'known-secret' : 'new-secret'
      const cached = recall(digest)
      if (cached?.refreshMs !== undefined && cached.refreshMs <= performance.now() && !asking.has(digest)) {
        cached.refreshMs = performance.now() + REFRESH_AGAIN_MS
        void lookUp(digest, secret, 'early')
      }
      const known = cached?.credential ?? asking.get(digest)
      const may = known !== undefined || kind === 'known-secret' || mayCheck()
      const credential = await (known ?? (may ? lookUp(digest, secret, kind) : unavailable))
      return credential.kind === 'api-key' && refused.has(credential.keyId) ? nobody : credential
    },
    block: (keyId) => void refused.set(keyId, true),
  }
}

function sinceMs({ wallMs, steadyMs }: Moment): number {
  return Math.max(Date.now() - wallMs, performance.now() - steadyMs)
}

const verifiedSecret = z.object({
  id: z.string().min(1),
  subject: z.string(),
  scopes: z.array(z.string()).nullish(),
  revoked: z.boolean(),
  expired: z.boolean(),
  expiration: z.number().nullable(),
})

/** Asks Clerk once. It never rejects: without a clear answer the secret is `unavailable`. */
function createAsk(clerk: ClerkClient, budget: ClerkBudget, onFailure: (error: unknown) => void) {
  async function read(secret: string): Promise<unknown> {
    if (secret.startsWith('mt_')) return clerk.m2m.verify({ token: secret })
    if (secret.startsWith('oat_')) return clerk.idPOAuthAccessToken.verify(secret)
    return clerk.apiKeys.verify(secret)
  }

  return async (secret: string, kind: Kind): Promise<Asked> => {
    const none = { credential: nobody, expiresMs: 0 }
    const down = { credential: unavailable, expiresMs: 0 }
    try {
      const { granted } = await (kind === 'early' ? budget.take('known-secret', EARLY_PART) : budget.take(kind))
      if (!granted) return down
      const { data } = verifiedSecret.safeParse(await read(secret))
      if (!data) {
        onFailure(new Error('Clerk’s answer about a key has an unexpected form'))
        return down
      }
      const expiresMs = data.expiration ?? Infinity
      // A 200 answer may still be about a key that was revoked or has expired.
      if (data.revoked || data.expired || expiresMs <= Date.now()) return none
      return { credential: credentialOf(data, secret), expiresMs }
    } catch (error) {
      if (isRefusal(error)) return { ...none, isMissing: error.status === 404 }
      onFailure(error)
      await pauseAfter(error, budget).catch(() => {})
      return down
    }
  }
}

function credentialOf({ id, subject, scopes }: z.infer<typeof verifiedSecret>, secret: string): CheckedSecret {
  const ofOrganization = secret.startsWith('ak_') && orgId.safeParse(subject).success
  return {
    kind: 'api-key',
    keyId: id,
    orgId: ofOrganization ? subject : null,
    scopes: scopes ?? [],
  }
}

/** Whether Clerk itself says that there is no such key. Any other failure says nothing about the caller. */
function isRefusal(error: unknown): error is ClerkAPIResponseError {
  return isClerkAPIResponseError(error) && [400, 404, 410, 422].includes(error.status) && error.errors.length > 0
}
