import {
  createAdmit,
  createApiKeyService,
  createAuthenticate,
  createBackendSdk,
  createNoteUse,
  createReadStanding,
  createReconcileNow,
  createRequestSync,
  createRoster,
  createSecretCheck,
  type Services,
  type SyncDeps,
} from '@roster/api'
import type { Db } from '@roster/db'
import type { ClerkInstance } from './clerk-instance.ts'
import type { Log } from './log.ts'

/** What the procedures work with. */
export function createServices(
  db: Db,
  clerk: ClerkInstance,
  sync: SyncDeps,
  snapshotBytes: number,
  log: Log,
): Services {
  const requestSync = createRequestSync(sync)
  const admit = createAdmit(createReadStanding(db), requestSync)
  const noteUse = createNoteUse(db, (error) => log.warn({ err: error }, 'the use of an organization was not noted'))
  const sdk = createBackendSdk(clerk.keys)
  const secrets = createSecretCheck(sdk)
  return {
    db,
    authenticate: createAuthenticate(sdk, clerk.keys, secrets),
    apiKeys: createApiKeyService(sdk, secrets.refuse),
    async admit(credential) {
      const admission = await admit(credential)
      noteUse(admission.orgId)
      return admission
    },
    roster: createRoster(db, snapshotBytes),
    reconcileNow: createReconcileNow(requestSync),
  }
}
