import { causeOf } from '../cause-of.ts'
import { createUpkeep, nothingDone, type Done } from './upkeep.ts'
import { reconcileLeased } from './reconcile/reconcile.ts'
import type { ReconcileOptions } from './reconcile/reconcile-run.ts'
import { runResyncPass } from './resync.ts'
import type { SyncDeps } from './sync-deps.ts'

const RESYNC_EVERY_MS = 1_000
const RECONCILE_EVERY_MS = 5_000
const UPKEEP_EVERY_MS = 60_000
const AFTER_ERROR_MS = 5_000

/**
 * Keeps the mirror right in the background: reads what is marked, reconciles what is stale, drops what has served its time,
 * logs how it goes, and counts it in `done`. Any number of replicas may run it on one database. Nothing is read while `isPaused` says so.
 * Resolves when the signal has ended it.
 */
export async function runMirrorLoops(
  deps: SyncDeps,
  signal: AbortSignal,
  isPaused: () => boolean = () => false,
  done: Done = nothingDone(),
): Promise<void> {
  await Promise.all([
    loop(deps, signal, 'resync', RESYNC_EVERY_MS, async () => {
      if (!isPaused()) await resync(deps, done)
    }),
    loop(deps, signal, 'reconcile', RECONCILE_EVERY_MS, () => reconcileStale(deps, signal, done, isPaused)),
    loop(deps, signal, 'upkeep', UPKEEP_EVERY_MS, createUpkeep(deps, done)),
  ])
}

/**
 * One turn of the same, for a scheduler: reads what is marked, reconciles what is stale, drops what has served its time.
 * Nothing is asked of Clerk after `forMs`. Two at once share the work by their leases.
 */
export async function runMirrorTurn(deps: SyncDeps, forMs: number, isPaused: () => boolean, done: Done): Promise<void> {
  const signal = AbortSignal.timeout(forMs)
  if (!isPaused()) await resync(deps, done, signal)
  await reconcileStale(deps, signal, done, isPaused, { signal })
  await createUpkeep(deps, done)()
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
      const cause = causeOf(error)
      deps.log(
        'error',
        'A pass over the mirror failed, so it may fall behind; it is tried again. Look at the database by this code.',
        { cause: `${name} ${cause.code}`, ...cause },
      )
      await deps.sleep(AFTER_ERROR_MS).catch(() => {})
    }
  }
}

async function resync(deps: SyncDeps, done: Done, signal?: AbortSignal): Promise<void> {
  const counts = await runResyncPass(deps, signal)
  done.resyncs += counts.read
  done.resyncCorrections += counts.corrections
  if (counts.failed > 0)
    deps.log('warn', 'Clerk did not answer for marked rows. What they show may be old: they are read again later.', {
      cause: 'marked rows unavailable',
      ...counts,
    })
  else if (counts.unread > 0) deps.log('warn', UNREAD, { cause: 'marked rows unread', ...counts })
  else if (counts.due > 0) deps.log('info', 'Read marked rows from Clerk.', counts)
}

const UNREAD =
  'Clerk’s answers for marked rows were not understood or not believed. The rows stay as they are and are read again, more and more seldom.'

async function reconcileStale(
  deps: SyncDeps,
  signal: AbortSignal,
  done: Done,
  isPaused: () => boolean,
  options?: ReconcileOptions,
): Promise<void> {
  while (!signal.aborted && !isPaused()) {
    const lease = await deps.store.leaseStalest()
    if (!lease) return
    const result = await reconcileLeased(deps, lease, options)
    done.reconciles += 1
    done.reconcileCorrections += result.corrections
  }
}
