import type { Spender } from '@roster/db'

/** The groups of requests that are measured separately. `wait`: a list that is answered when it changes. */
export type MeasuredFace = 'wait' | 'users' | 'members' | 'resolve' | 'trpc' | 'webhook' | 'other'

/** Counts what happens, for operators. Times are of `performance.now()`. */
export type Metrics = {
  answered: (face: MeasuredFace, status: number, startedMs: number) => void
  /** A request was refused because of overload. */
  shed: () => void
  /** One statement read the standings of so many callers. */
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
