import { answerOf, mayPass } from '../answer-of.ts'

const EVERY_MS = 2_000
const SPREAD = 0.2

/**
 * Milliseconds until the revision is requested again after an error, or false for never. `chance` (0 to 1) spreads the
 * clients, never to before a time that the server named. A refusal is final.
 */
export function pollDelay(error: unknown, chance: number): number | false {
  if (!mayPass(error)) return false
  const { retryAfter } = answerOf(error)
  return Math.round(
    retryAfter === undefined ? EVERY_MS * (1 - SPREAD * chance) : retryAfter * 1_000 * (1 + SPREAD * chance),
  )
}
