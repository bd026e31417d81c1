import type { Standing } from '@roster/db'

/**
 * May this requester see the organization's list? In the order of the mirror's rules:
 * `refuse` is 401; `unknown` waits for the organization's backfill; `ask-clerk` is one point read, and while
 * Clerk is down the answer is `withoutClerk`.
 */
export type Verdict =
  | { kind: 'admit' }
  | { kind: 'refuse' }
  | { kind: 'unknown' }
  | { kind: 'ask-clerk'; withoutClerk: WithoutClerk }

export type WithoutClerk = 'admit' | 'refuse' | 'unavailable'

// Claims this much younger than what the mirror last knew may tell of a new membership.
const RECHECK_SLACK_MS = 5_000
// A token lives for 60 s; with the clock skew that Clerk's SDK grants, older claims are not a new member's.
const NEWCOMER_CLAIMS_MS = 65_000

export function judge(standing: Standing, claimsMs: number | null): Verdict {
  const { organization, user, membership } = standing
  if (standing.sessionRevoked) return { kind: 'refuse' }
  if (organization?.state === 'deleted' || user?.state === 'deleted' || user?.deactivated) return { kind: 'refuse' }
  if (!organization || organization.syncedMs === null) return { kind: 'unknown' }
  if (organization.state !== 'live') return { kind: 'refuse' }
  if (claimsMs === null) return { kind: 'admit' }
  if (membership?.state === 'live' && user?.state === 'live') return { kind: 'admit' }
  if (membership?.state === 'deleted' || membership?.state === 'absent') {
    const known = Math.max(membership.writtenMs, membership.checkedMs ?? 0)
    if (claimsMs <= known + RECHECK_SLACK_MS) return { kind: 'refuse' }
    return { kind: 'ask-clerk', withoutClerk: 'unavailable' }
  }
  const newcomer = standing.nowMs - claimsMs <= NEWCOMER_CLAIMS_MS
  return { kind: 'ask-clerk', withoutClerk: newcomer ? 'admit' : 'refuse' }
}
