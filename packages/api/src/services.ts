import { createAdmit } from './access/admit.ts'
import { createApiKeyService } from './clerk/api-key-service.ts'
import { createAuthenticate } from './access/authenticate.ts'
import type { ClerkKeys } from './clerk/clerk-options.ts'
import { createBackendSdk } from './clerk/backend-sdk.ts'
import { createClerkBudget } from './clerk/ask-clerk.ts'
import { createMayManageKeys } from './roles/may-manage-keys.ts'
import { createNoteUse } from './access/note-use.ts'
import { createReadStanding, type ReadStanding } from './access/standing.ts'
import { createReconcileNow } from './sync/reconcile/reconcile-now.ts'
import { createRequestSync } from './sync/request-sync.ts'
import type { Lists } from './list/lists.ts'
import { createSecretCheck } from './access/secrets.ts'
import { createTurns } from './trpc/turns.ts'
import { RosterError } from './errors.ts'
import type { Services } from './trpc/context.ts'
import { resolvePeople, type Db } from '@roster/db'
import type { ClockWatch } from './clerk/clock/clock-watch.ts'
import type { ConnectedMirror } from './sync/connect-mirror.ts'
import { logClerkFailure, logDatabaseFailure } from './http/answer/error-answer.ts'
import type { Log } from './log.ts'
import type { RoleNames } from './roles/role-names.ts'
import type { News } from './news/create-news.ts'
import type { Metrics } from './metrics/metrics.ts'

// Each takes some milliseconds: one more would wait for about a second, and is refused instead.
const MAX_WAITING = 200
const OTHER_ORIGIN =
  'A session of another origin was refused, so its user counts as signed out. If it is from a page of yours, add the page’s origin to `authorizedParties`.'

type ServicesOptions = {
  db: Db
  keys: ClerkKeys
  mirror: ConnectedMirror
  clock: ClockWatch
  roleNames: RoleNames
  news: News
  lists: Lists
  metrics: Metrics
  adminRoles: readonly string[] | undefined
  membersPermission: string | undefined
  log: Log
}

export function createServices(options: ServicesOptions): Services {
  const { db, keys, clock, roleNames, news, metrics, lists, adminRoles, membersPermission, log } = options
  const { sync, watch } = options.mirror
  const requestSync = createRequestSync(sync)
  const noteUse = createNoteUse(db, (error) => logDatabaseFailure(error, log))
  const createAdmission = (readStanding: ReadStanding) =>
    createAdmit({ readStanding, sync: requestSync, membersPermission, onAdmitted: noteUse })
  const sdk = createBackendSdk(keys)
  const budget = createClerkBudget(sync)
  const secrets = createSecretCheck(sdk, budget, (error) => logClerkFailure(error, log))
  const isForeign = () => watch.ownership() === 'foreign'
  const block = (keyId: string) => {
    secrets.block(keyId)
    news.keyRevoked(keyId)
  }
  const apiKeys = createApiKeyService(sdk, budget, block, log)
  // Another Clerk instance knows none of our keys, and must not receive one.
  const own = <Result>(call: () => Promise<Result>) =>
    isForeign() ? Promise.reject(new RosterError('SERVICE_UNAVAILABLE', { retryAfter: 60 })) : call()
  return {
    resolvePeople: (orgId, ids) => resolvePeople(db, orgId, ids),
    authenticate: createAuthenticate(
      sdk,
      keys,
      {
        ...secrets,
        verify: async (secret, mayCheck) => (isForeign() ? { kind: 'unavailable' } : secrets.verify(secret, mayCheck)),
      },
      (token, why) => (why === 'other-origin' ? log.warn({ cause: why }, OTHER_ORIGIN) : clock.sessionRefused(token)),
    ),
    news,
    apiKeys: {
      list: (orgId) => own(() => apiKeys.list(orgId)),
      create: (orgId, key) => own(() => apiKeys.create(orgId, key)),
      revoke: (orgId, keyId) => own(() => apiKeys.revoke(orgId, keyId)),
    },
    admit: createAdmission(createReadStanding(db, metrics.standingsRead)),
    admitPatiently: createAdmission(news.standing),
    lists,
    mayManageKeys: createMayManageKeys(adminRoles),
    roleNames: () => roleNames.all(),
    reconcileNow: createReconcileNow(requestSync),
    inTurn: createTurns(MAX_WAITING),
  }
}
