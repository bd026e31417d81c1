import type { ApiError } from '../../may-pass.ts'

const every = 2_000
const spread = 0.2

/**
 * Milliseconds until the revision is asked for again after an error, or false for never. `chance` (0 to 1) spreads the
 * visitors, so that they do not ask in step, and not before a time that the server named. A refusal ends the asking.
 */
export function pollDelay(error: Pick<ApiError, 'data'>, chance: number): number | false {
  const { httpStatus, retryAfter } = error.data ?? {}
  if (httpStatus === 401 || httpStatus === 400) return false
  return Math.round(
    retryAfter === undefined ? every * (1 - spread * chance) : retryAfter * 1_000 * (1 + spread * chance),
  )
}
