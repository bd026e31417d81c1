import {
  createClerkLine,
  createClerkReader,
  createInstanceWatch,
  createSyncDeps,
  requireInstance,
  type ClerkLine,
  type InstanceWatch,
  type SyncDeps,
} from '@roster/api'
import { createMirror, instanceId, type Db } from '@roster/db'
import type { ClerkInstance } from './clerk-instance.ts'
import type { Log } from './log.ts'

const CLERK_API_URL = 'https://api.clerk.com'

/** What reads Clerk into the mirror of this database, and what watches that the two belong together. */
export type ConnectedMirror = { sync: SyncDeps; watch: InstanceWatch; line: ClerkLine }

export async function connectMirror(
  db: Db,
  clerk: ClerkInstance,
  log: Log,
  signal: AbortSignal,
): Promise<ConnectedMirror> {
  const { keys, callsPerWindow } = clerk
  const { secretKey, jwtKey, apiUrl = CLERK_API_URL } = keys
  const store = createMirror(db.background)
  await requireInstance(store, keys.issuer)
  const mirrorLog: SyncDeps['log'] = (level, message, facts) => log[level](facts, message)
  const line = createClerkLine(mirrorLog)
  const watch = await createInstanceWatch({
    apiUrl,
    secretKey,
    jwtKey,
    // The local Clerk makes new keys where its own are gone, and is the right one all the same.
    instanceId: clerk.page.local ? async (seen) => seen : (seen) => instanceId(db, seen),
    fetch: line.fetch,
    log: mirrorLog,
  })
  const reader = createClerkReader({ apiUrl, secretKey, fetch: watch.fetch })
  const sync = createSyncDeps({ store, reader, callsPerWindow, log: mirrorLog, signal })
  return { sync, watch, line }
}
