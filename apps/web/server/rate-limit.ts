import type { IncomingMessage } from 'node:http'
import { RosterError, type Credential } from '@roster/api'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'

/** Requests a minute. */
export type Limits = { credential: number; organization: number; address: number }

/** `headers` are the RateLimit headers (IETF draft), for the answer and for the refusal alike. */
export type Counted = { headers: Record<string, string>; refusal?: RosterError }

export type RateLimit = {
  count(credential: Credential, request: IncomingMessage): Promise<Counted>
  /** Counts the request for its address before it costs a call to Clerk; false is that it must not. */
  mayAsk(request: IncomingMessage): Promise<boolean>
}

const WINDOW_SECONDS = 60

/**
 * Limits per credential and per organization, and per address where no credential was proved. Counted in memory:
 * each replica allows this much, and no request writes to the database for it.
 */
export function createRateLimit(limits: Limits, trustProxy: boolean): RateLimit {
  const byCredential = createLimiter('credential', limits.credential)
  const byOrganization = createLimiter('organization', limits.organization)
  const byAddress = createLimiter('address', limits.address)

  const asked = new WeakMap<IncomingMessage, Count>()

  return {
    async count(credential, request) {
      const before = asked.get(request)
      if (credential.kind === 'none' || credential.kind === 'unavailable') {
        return counted(before ?? (await byAddress.take(addressOf(request, trustProxy))))
      }
      if (before) await byAddress.giveBack(addressOf(request, trustProxy))
      const own = await byCredential.take(credential.kind === 'session' ? credential.sessionId : credential.keyId)
      // What one caller is refused must not use up what the others of its organization share.
      if (own.refused || credential.orgId === null) return counted(own)
      return counted(own, await byOrganization.take(credential.orgId))
    },

    async mayAsk(request) {
      const count = await byAddress.take(addressOf(request, trustProxy))
      asked.set(request, count)
      return !count.refused
    },
  }
}

type Count = { policy: string; state: string; refused: boolean; resetSeconds: number }

function createLimiter(name: string, quota: number) {
  const limiter = new RateLimiterMemory({ points: quota, duration: WINDOW_SECONDS })
  const policy = `"${name}";q=${quota};w=${WINDOW_SECONDS}`
  return {
    async take(key: string): Promise<Count> {
      const [result, refused] = await limiter.consume(key).then(
        (left) => [left, false] as const,
        (left: unknown) => [left, true] as const,
      )
      if (!(result instanceof RateLimiterRes)) throw result
      const resetSeconds = Math.max(1, Math.ceil(result.msBeforeNext / 1000))
      return { policy, state: `"${name}";r=${result.remainingPoints};t=${resetSeconds}`, refused, resetSeconds }
    },
    giveBack: (key: string) => limiter.reward(key),
  }
}

function counted(first: Count, second?: Count): Counted {
  const headers = {
    'ratelimit-policy': second ? `${first.policy}, ${second.policy}` : first.policy,
    ratelimit: second ? `${first.state}, ${second.state}` : first.state,
  }
  const over = first.refused ? first : second?.refused ? second : undefined
  return over ? { headers, refusal: new RosterError('RATE_LIMITED', { retryAfter: over.resetSeconds }) } : { headers }
}

function addressOf(request: IncomingMessage, trustProxy: boolean): string {
  // The last hop is the one that our own proxy saw; what stands before it anyone can write.
  const forwarded = trustProxy
    ? String(request.headers['x-forwarded-for'] ?? '')
        .split(',')
        .at(-1)
        ?.trim()
    : ''
  return forwarded || request.socket.remoteAddress || 'unknown'
}
