import { noteUse, type Db, type OrganizationId } from '@roster/db'
import { LRUCache } from 'lru-cache'
import { atMost } from '../at-most.ts'

const MINUTE_MS = 60 * 1000
const HOUR_MS = 60 * MINUTE_MS

/** Records that an organization is in use, once an hour in each process. No request waits for that write. */
export function createNoteUse(db: Db, onError: (error: unknown) => void): (orgId: OrganizationId) => void {
  // By default the cache asks for the time each millisecond.
  const noted = new LRUCache<string, true>({ ...atMost(100_000), ttl: HOUR_MS, ttlResolution: MINUTE_MS })
  return (orgId) => {
    if (noted.has(orgId)) return
    noted.set(orgId, true)
    noteUse(db, orgId).catch((error: unknown) => {
      // Not with the next request: a database that cannot be written would be asked by all of them.
      setTimeout(() => noted.delete(orgId), MINUTE_MS).unref()
      onError(error)
    })
  }
}
