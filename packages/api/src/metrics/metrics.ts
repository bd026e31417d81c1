import type { Spender } from '@roster/db'

/** The paths that requests come by. */
export type MeasuredFace = 'users' | 'members' | 'resolve' | 'trpc' | 'webhook' | 'other'

/** Counts what happens, for whoever watches Roster; times are `performance.now()`. */
export type Metrics = {
  answered: (face: MeasuredFace, status: number, startedMs: number) => void
  /** A request was refused because too many wait. */
  shed: () => void
  /** So many callers shared one read of their standings. */
  standingsRead: (callers: number) => void
  webhook: (outcome: 'applied' | 'ignored' | 'dead-lettered' | 'test') => void
  clerkAnswered: (status: number | 'none', startedMs: number) => void
  callAsked: (spender: Spender, granted: boolean) => void
}

export const NO_METRICS: Metrics = {
  answered: () => {},
  shed: () => {},
  standingsRead: () => {},
  webhook: () => {},
  clerkAnswered: () => {},
  callAsked: () => {},
}
