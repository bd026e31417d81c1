import type { Standing } from '@roster/db'

/**
 * May this requester see the organization's list? In the order of the mirror's rules:
 * `refuse` is 401; `unknown` waits until Clerk is read for the organization; `ask-clerk` is one point read, and while
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
  // Absent is not the end: Clerk is asked again, and only its deletion would be.
  if (!organization || organization.syncedMs === null || organization.state !== 'live') return { kind: 'unknown' }
  if (claimsMs === null) return { kind: 'admit' }
  if (membership?.state === 'live' && user?.state === 'live') return { kind: 'admit' }
  if (membership?.state === 'deleted' || membership?.state === 'absent') {
    // A time of the future was stored before the database's clock stepped back, and counts as long ago.
    const times = [membership.writtenMs, membership.checkedMs ?? 0].filter((ms) => ms <= standing.nowMs)
    const known = Math.max(0, ...times)
    if (claimsMs <= known + RECHECK_SLACK_MS) return { kind: 'refuse' }
    return { kind: 'ask-clerk', withoutClerk: 'unavailable' }
  }
  const newcomer = standing.nowMs - claimsMs <= NEWCOMER_CLAIMS_MS
  // A member whose user is not there yet, or not any more: only Clerk knows.
  if (membership?.state === 'live') return { kind: 'ask-clerk', withoutClerk: newcomer ? 'admit' : 'unavailable' }
  return { kind: 'ask-clerk', withoutClerk: newcomer ? 'admit' : 'refuse' }
}
