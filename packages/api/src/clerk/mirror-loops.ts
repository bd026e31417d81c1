import { reconcileLeased } from './reconcile.ts'
import { runResyncPass } from './resync.ts'
import type { SyncDeps } from './sync-deps.ts'

const RESYNC_EVERY_MS = 1_000
const RECONCILE_EVERY_MS = 5_000
const UPKEEP_EVERY_MS = 60_000
const AFTER_ERROR_MS = 5_000
const SILENCE_MS = 24 * 60 * 60 * 1000

/**
 * Keeps the mirror right in the background: reads what is marked, reconciles what is stale, drops what has served its time.
 * Any number of replicas may run it on one database. Resolves when the signal has ended it.
 */
export async function runMirrorLoops(deps: SyncDeps, signal: AbortSignal): Promise<void> {
  await Promise.all([
    loop(deps, signal, 'resync', RESYNC_EVERY_MS, () => resync(deps)),
    loop(deps, signal, 'reconcile', RECONCILE_EVERY_MS, () => reconcileStale(deps, signal)),
    loop(deps, signal, 'upkeep', UPKEEP_EVERY_MS, createUpkeep(deps)),
  ])
}

async function loop(
  deps: SyncDeps,
  signal: AbortSignal,
  name: string,
  everyMs: number,
  pass: () => Promise<void>,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await pass()
      await deps.sleep(everyMs)
    } catch (error) {
      if (signal.aborted) return
      deps.log('error', 'A pass over the mirror failed; it is tried again.', {
        pass: name,
        error: error instanceof Error ? error.name : 'unknown',
      })
      await deps.sleep(AFTER_ERROR_MS).catch(() => {})
    }
  }
}

async function resync(deps: SyncDeps): Promise<void> {
  const counts = await runResyncPass(deps)
  if (counts.due > 0) deps.log('info', 'Read marked rows from Clerk.', counts)
}

async function reconcileStale(deps: SyncDeps, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const lease = await deps.store.leaseStalest()
    if (!lease) return
    const result = await reconcileLeased(deps, lease)
    deps.log('info', 'Reconciled an organization.', { orgId: lease.orgId, ...result })
    if (result.corrections > 0 && !lease.neverSynced)
      deps.log(
        'warn',
        'A reconcile had to correct the mirror. Webhooks were lost or are late: check the endpoint’s deliveries in Clerk.',
        {
          orgId: lease.orgId,
          corrections: result.corrections,
        },
      )
  }
}

function createUpkeep(deps: SyncDeps): () => Promise<void> {
  let warned = false
  return async () => {
    await deps.store.sweep()
    const health = await deps.store.health()
    const silent = health.webhookSilentMs === null || health.webhookSilentMs > SILENCE_MS
    if (silent && !warned)
      deps.log(
        'warn',
        'No webhook has come for a day. Changes then show only with the next reconcile: check the endpoint in Clerk.',
        {
          hours: health.webhookSilentMs === null ? null : Math.floor(health.webhookSilentMs / 3_600_000),
        },
      )
    warned = silent
    if (health.due > 0) deps.log('info', 'Rows wait to be read from Clerk.', health)
  }
}
