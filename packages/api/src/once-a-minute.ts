import { LRUCache } from 'lru-cache'

const MINUTE_MS = 60 * 1000
const CAUSES = 1_000

/** Whether a line about this cause may be logged: the first in a minute may. */
export function createOnceAMinute(): (cause: string) => boolean {
  const logged = new LRUCache<string, true>({ max: CAUSES, ttl: MINUTE_MS })
  return (cause) => {
    if (logged.has(cause)) return false
    logged.set(cause, true)
    return true
  }
}
