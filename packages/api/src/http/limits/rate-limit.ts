import type { Sender } from '../http-request.ts'
import { createWindowCount, type Count } from './window-count.ts'
import { RosterError } from '../../errors.ts'
import type { Credential } from '../../access/authenticate.ts'
import { limitKey } from '../../access/limit-key.ts'
import { addressGroup } from './address-group.ts'
import type { Log } from '../../log.ts'

/** Requests per minute. */
export type Limits = { credential: number; organization: number; address: number }

/**
 * `headers` are the RateLimit headers (IETF draft), for both the response and the refusal. A refused request has the seconds
 * to wait, because to create an error takes as long as a tenth of the refusal.
 */
export type Counted = { headers: Record<string, string>; waitSeconds?: number }

export type RateLimit = {
  /** Counts a request. `points` is its weight, usually one. */
  count(credential: Credential, request: Sender, points?: number): Counted
  /** Gives one point back to the quota, for a request that only waited. */
  giveBack(credential: Credential): void
  /** Counts the check of a credential that was never proven for its address. False if it must not be made. */
  mayCheck(request: Sender): boolean
}

const WINDOW_SECONDS = 60
// Each takes some 100 bytes.
const MAX_KEYS = 100_000
const FORWARDED =
  'X-Forwarded-For arrived, but TRUST_PROXY is not set, so all clients behind a proxy are counted as one address. If the proxy is yours, set TRUST_PROXY=true; otherwise a client wrote the header, and nothing has to be done.'

/**
 * Limits per credential and per organization, and per address for requests without a proven credential. Counted in
 * memory: each replica allows this much, and no request writes to the database.
 */
export function createRateLimit(limits: Limits, trustProxy: boolean, log: Log): RateLimit {
  const byCredential = createLimiter('credential', limits.credential)
  // Separate, so that many open pages of an organization do not block its scripts, or the other way round.
  const byOrganization = {
    session: createLimiter('organization', limits.organization),
    'api-key': createLimiter('organization', limits.organization),
  }
  // Separate, so that requests without a credential, which cost nothing, do not block checks of new credentials.
  const refusals = createLimiter('address', limits.address)
  const checks = createLimiter('address', limits.address)
  const checked = new WeakMap<Sender, Taken>()
  let warns = !trustProxy

  return {
    count(credential, request, points) {
      if (warns && request.headers['x-forwarded-for'] !== undefined) {
        warns = false
        log.warn({}, FORWARDED)
      }
      const before = checked.get(request)
      // A key that was proven before, and can't be checked while Clerk is down, is no refusal of its address.
      if (credential.kind === 'unavailable' && !before) return { headers: {} }
      if (credential.kind === 'none' || credential.kind === 'unavailable') {
        return counted(before ?? refusals.take(addressOf(request, trustProxy), points))
      }
      if (before) checks.giveBack(addressOf(request, trustProxy))
      const own = byCredential.take(limitKey(credential), points)
      // A refused request of one caller must not use up the organization's shared quota.
      if (own.refused || credential.orgId === null) return counted(own)
      return counted(own, byOrganization[credential.kind].take(credential.orgId, points))
    },

    giveBack(credential) {
      if (credential.kind === 'none' || credential.kind === 'unavailable') return
      byCredential.giveBack(limitKey(credential))
      if (credential.orgId !== null) byOrganization[credential.kind].giveBack(credential.orgId)
    },

    mayCheck(request) {
      const taken = checks.take(addressOf(request, trustProxy))
      checked.set(request, taken)
      return !taken.refused
    },
  }
}

type Taken = { policy: string; state: string; refused: boolean; resetSeconds: number }

function createLimiter(name: string, quota: number) {
  const counts = createWindowCount(quota, WINDOW_SECONDS * 1000, MAX_KEYS)
  const policy = `"${name}";q=${quota};w=${WINDOW_SECONDS}`
  return {
    take(key: string, points?: number): Taken {
      const { left, refused, resetMs }: Count = counts.take(key, points)
      const resetSeconds = Math.ceil(resetMs / 1000)
      return { policy, state: `"${name}";r=${left};t=${resetSeconds}`, refused, resetSeconds }
    },
    giveBack: (key: string) => counts.giveBack(key),
  }
}

function counted(first: Taken, second?: Taken): Counted {
  const headers = {
    'ratelimit-policy': second ? `${first.policy}, ${second.policy}` : first.policy,
    ratelimit: second ? `${first.state}, ${second.state}` : first.state,
  }
  const over = first.refused ? first : second?.refused ? second : undefined
  return over ? { headers, waitSeconds: over.resetSeconds } : { headers }
}

export function limited(waitSeconds: number): RosterError {
  return new RosterError('RATE_LIMITED', { retryAfter: waitSeconds })
}

function addressOf(request: Sender, trustProxy: boolean): string {
  // Our own proxy wrote the last hop; anyone can write the earlier ones.
  const forwarded = trustProxy
    ? String(request.headers['x-forwarded-for'] ?? '')
        .split(',')
        .at(-1)
        ?.trim()
    : ''
  return addressGroup(forwarded || request.socket.remoteAddress || 'unknown')
}
