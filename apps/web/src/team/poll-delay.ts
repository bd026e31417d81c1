import type { ApiError } from '../may-pass.ts'

const every = 2_000
const spread = 0.2

/**
 * Milliseconds until the revision is asked for again, or false for never. `chance` (0 to 1) spreads the visitors, so that
 * they do not ask in step: sooner than the usual time, because a change is to show within three seconds, and later than
 * one that the server named. A refusal ends the asking.
 */
export function pollDelay(error: Pick<ApiError, 'data'> | null, chance: number): number | false {
  const { httpStatus, retryAfter } = error?.data ?? {}
  if (httpStatus === 401 || httpStatus === 400) return false
  return Math.round(
    retryAfter === undefined ? every * (1 - spread * chance) : retryAfter * 1_000 * (1 + spread * chance),
  )
}
