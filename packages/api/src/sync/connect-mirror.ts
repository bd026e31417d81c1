import { createClerkLine, type ClerkLine } from '../clerk/clerk-line.ts'
import { createClerkReader } from '../clerk/create-clerk-reader.ts'
import { createInstanceWatch, type InstanceWatch } from '../clerk/instance-watch.ts'
import { createSyncDeps, type SyncDeps } from './sync-deps.ts'
import { createMirror, instanceId, type Db, type MirrorStore } from '@roster/db'
import { budgetOf, keysOf, type ClerkOptions } from '../clerk/clerk-options.ts'
import type { Log } from '../log.ts'
import { NO_METRICS, type Metrics } from '../metrics/metrics.ts'

/** The dependencies that read Clerk into this database's mirror, and the check that both are of the same instance. */
export type ConnectedMirror = { sync: SyncDeps; watch: InstanceWatch; line: ClerkLine }

export async function connectMirror(
  db: Db,
  clerk: ClerkOptions,
  log: Log,
  signal: AbortSignal,
  metrics: Metrics = NO_METRICS,
): Promise<ConnectedMirror> {
  const { secretKey, jwtKey, issuer, apiUrl } = keysOf(clerk)
  const store = countingCalls(createMirror(db.background), metrics)
  await requireInstance(store, issuer)
  const mirrorLog: SyncDeps['log'] = (level, message, facts) => log[level](facts, message)
  const line = createClerkLine(mirrorLog, fetch, metrics)
  const watch = await createInstanceWatch({
    apiUrl,
    secretKey,
    jwtKey,
    // The local Clerk creates new keys if its own are gone, and is still the same instance.
    instanceId: clerk.isLocal ? async (seen) => seen : (seen) => instanceId(db, seen),
    fetch: line.fetch,
    log: mirrorLog,
  })
  const reader = createClerkReader({ apiUrl, secretKey, fetch: watch.fetch })
  const sync = createSyncDeps({ store, reader, callsPerWindow: budgetOf(clerk), log: mirrorLog, signal })
  return { sync, watch, line }
}

function countingCalls(store: MirrorStore, metrics: Metrics): MirrorStore {
  return {
    ...store,
    async takeCall(spender, perWindow) {
      const grant = await store.takeCall(spender, perWindow)
      metrics.callAsked(spender, grant.granted)
      return grant
    },
  }
}

/** Refuses a database that mirrors another Clerk instance: with the wrong keys all its members would become absent. */
async function requireInstance(store: Pick<MirrorStore, 'claimInstance'>, issuer: string): Promise<void> {
  if (!(await store.claimInstance(issuer))) throw new Error(otherInstance(issuer))
}

export function otherInstance(issuer: string): string {
  return `The database mirrors another Clerk instance than ${issuer}. With these keys every member in it would look gone. Use the keys of its instance, or another database.`
}
