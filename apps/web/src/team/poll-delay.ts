import type { ApiError } from '../may-pass.ts'

const every = 2_000
const spread = 0.2

/**
 * Milliseconds until the revision is asked for again, or false for never. `chance` (0 to 1) spreads the visitors, so that
 * they do not ask in step. A refusal ends the asking, and a server that names a time gets it.
 */
export function pollDelay(error: Pick<ApiError, 'data'> | null, chance: number): number | false {
  const { httpStatus, retryAfter } = error?.data ?? {}
  if (httpStatus === 401 || httpStatus === 400) return false
  const base = retryAfter === undefined ? every : retryAfter * 1_000
  return Math.round(base * (1 - spread + 2 * spread * chance))
}
