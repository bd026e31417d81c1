import type { IncomingMessage } from 'node:http'
import { RosterError, type Credential } from '@roster/api'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'

/** Requests a minute. */
export type Limits = { credential: number; organization: number; address: number }

/** Counts a request; answers the RateLimit headers (IETF draft) or throws RATE_LIMITED. */
export type RateLimit = (credential: Credential, request: IncomingMessage) => Promise<Record<string, string>>

const WINDOW_SECONDS = 60

/**
 * Limits per credential and per organization, and per address where no credential was proved. Counted in memory:
 * each replica allows this much, and no request writes to the database for it.
 */
export function createRateLimit(limits: Limits, trustProxy: boolean): RateLimit {
  const limiter = (points: number) => new RateLimiterMemory({ points, duration: WINDOW_SECONDS })
  const byCredential = limiter(limits.credential)
  const byOrganization = limiter(limits.organization)
  const byAddress = limiter(limits.address)

  return async (credential, request) => {
    if (credential.kind === 'none' || credential.kind === 'unavailable') {
      return headers('address', limits.address, await consume(byAddress, addressOf(request, trustProxy)))
    }
    const key = credential.kind === 'session' ? credential.sessionId : credential.keyId
    const own = await consume(byCredential, key)
    if (credential.orgId !== null) await consume(byOrganization, credential.orgId)
    return headers('credential', limits.credential, own)
  }
}

async function consume(limiter: RateLimiterMemory, key: string): Promise<RateLimiterRes> {
  try {
    return await limiter.consume(key)
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused
    throw new RosterError('RATE_LIMITED', { retryAfter: seconds(refused.msBeforeNext) })
  }
}

function headers(name: string, quota: number, { remainingPoints, msBeforeNext }: RateLimiterRes) {
  return {
    'ratelimit-policy': `"${name}";q=${quota};w=${WINDOW_SECONDS}`,
    ratelimit: `"${name}";r=${remainingPoints};t=${seconds(msBeforeNext)}`,
  }
}

function addressOf(request: IncomingMessage, trustProxy: boolean): string {
  // The last hop is the one that our own proxy saw; what stands before it anyone can write.
  const forwarded = trustProxy ? String(request.headers['x-forwarded-for'] ?? '').split(',').at(-1)?.trim() : ''
  return forwarded || request.socket.remoteAddress || 'unknown'
}

function seconds(milliseconds: number): number {
  return Math.max(1, Math.ceil(milliseconds / 1000))
}
