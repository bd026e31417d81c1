import {
  createAdmit,
  createApiKeyService,
  createAuthenticate,
  createBackendSdk,
  createClerkBudget,
  createNoteUse,
  createReadStanding,
  createReconcileNow,
  createRequestSync,
  createRoster,
  createSecretCheck,
  createTurns,
  RosterError,
  type Services,
} from '@roster/api'
import type { Db } from '@roster/db'
import type { ClerkInstance } from './clerk-instance.ts'
import type { ClockWatch } from './clock-watch.ts'
import type { ConnectedMirror } from './connect-mirror.ts'
import { logClerkFailure, logDatabaseFailure } from './error-answer.ts'
import type { Log } from './log.ts'
import type { Overload } from './overload.ts'

// At some milliseconds each; more are refused before they would wait for seconds.
const MAX_WAITING = 200

/** What the procedures work with. */
export function createServices(
  db: Db,
  clerk: ClerkInstance,
  { sync, watch }: ConnectedMirror,
  clock: ClockWatch,
  overload: Overload,
  snapshotBytes: number,
  log: Log,
): Services {
  const requestSync = createRequestSync(sync)
  const admit = createAdmit(createReadStanding(db, overload), requestSync)
  const noteUse = createNoteUse(db, (error) => logDatabaseFailure(error, log))
  const sdk = createBackendSdk(clerk.keys)
  const budget = createClerkBudget(sync)
  const secrets = createSecretCheck(sdk, budget, (error) => logClerkFailure(error, log))
  const isForeign = () => watch.ownership() === 'foreign'
  const apiKeys = createApiKeyService(sdk, budget, secrets.refuse)
  // Another instance knows none of our keys, and must not be given one.
  const own = <Result>(call: () => Promise<Result>) =>
    isForeign() ? Promise.reject(new RosterError('SERVICE_UNAVAILABLE', { retryAfter: 60 })) : call()
  return {
    db,
    authenticate: createAuthenticate(
      sdk,
      clerk.keys,
      {
        ...secrets,
        verify: async (secret, mayCheck) => (isForeign() ? { kind: 'unavailable' } : secrets.verify(secret, mayCheck)),
      },
      clock.sessionRefused,
    ),
    apiKeys: {
      list: (orgId) => own(() => apiKeys.list(orgId)),
      create: (orgId, key) => own(() => apiKeys.create(orgId, key)),
      revoke: (orgId, keyId) => own(() => apiKeys.revoke(orgId, keyId)),
    },
    async admit(credential) {
      const admission = await admit(credential)
      noteUse(admission.orgId)
      return admission
    },
    roster: createRoster(db, snapshotBytes),
    reconcileNow: createReconcileNow(requestSync),
    inTurn: createTurns(MAX_WAITING),
  }
}
