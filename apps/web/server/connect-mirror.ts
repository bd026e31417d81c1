import { createClerkReader, createSyncDeps, requireInstance, type SyncDeps } from '@roster/api'
import { createMirror, type Db } from '@roster/db'
import type { ClerkInstance } from './clerk-instance.ts'
import type { Log } from './log.ts'

const CLERK_API_URL = 'https://api.clerk.com'

/** What reads Clerk into the mirror of this database, once it is sure that the two belong together. */
export async function connectMirror(db: Db, clerk: ClerkInstance, log: Log, signal: AbortSignal): Promise<SyncDeps> {
  const { keys, callsPerWindow } = clerk
  const store = createMirror(db.background)
  await requireInstance(store, keys.issuer)
  const reader = createClerkReader({ apiUrl: keys.apiUrl ?? CLERK_API_URL, secretKey: keys.secretKey })
  return createSyncDeps({
    store,
    reader,
    callsPerWindow,
    log: (level, message, facts) => log[level](facts, message),
    signal,
  })
}
