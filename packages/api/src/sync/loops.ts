import { causeOf } from '../cause-of.ts'
import { createUpkeep, nothingDone, type Done } from './upkeep.ts'
import { reconcileLeased } from './reconcile/reconcile.ts'
import type { ReconcileOptions } from './reconcile/reconcile-run.ts'
import { runResyncPass } from './resync.ts'
import { runCounts } from './sweep/counts.ts'
import { runSweep } from './sweep/sweep.ts'
import { readPlace } from './sweep/sweep-place.ts'
import { runTail } from './sweep/tail.ts'
import type { SyncDeps } from './sync-deps.ts'

const RESYNC_EVERY_MS = 1_000
const RECONCILE_EVERY_MS = 5_000
// The interval at which the scans are checked for being due.
const SCANS_EVERY_MS = 10_000
const TAIL_EVERY_MS = 60_000
const COUNTS_EVERY_MS = 300_000
const SWEEP_EVERY_MS = 3_600_000
const UPKEEP_EVERY_MS = 60_000
const AFTER_ERROR_MS = 5_000
// Few enough to finish within the 30 s of a lease; each takes a connection only for single statements.
const RECONCILES_AT_ONCE = 4

type LoopOptions = {
  /** While it returns true, nothing is read. */
  isPaused?: () => boolean
  /** False if another statement has just found that no row is due. */
  mayBeDue?: () => boolean
  done?: Done
}

/**
 * Keeps the mirror current in the background: reads due rows, reconciles organizations, deletes expired rows, and logs the
 * results. Any number of replicas may run it on one database. Resolves when the signal has ended it.
 */
export async function runMirrorLoops(
  deps: SyncDeps,
  signal: AbortSignal,
  { isPaused = () => false, mayBeDue = () => true, done = nothingDone() }: LoopOptions = {},
): Promise<void> {
  const isOver = () => signal.aborted || isPaused()
  await Promise.all([
    loop(deps, signal, 'resync', RESYNC_EVERY_MS, async () => {
      if (!isPaused() && mayBeDue()) await resync(deps, done)
    }),
    loop(deps, signal, 'reconcile', RECONCILE_EVERY_MS, () => reconcileStale(deps, done, isOver)),
    loop(deps, signal, 'news', SCANS_EVERY_MS, () => readNews(deps, done, isOver)),
    loop(deps, signal, 'sweep', SCANS_EVERY_MS, () => sweep(deps, done, isOver)),
    loop(deps, signal, 'upkeep', UPKEEP_EVERY_MS, createUpkeep(deps, done)),
  ])
}

/**
 * Runs one turn of the same for a scheduler: reads due and new rows, reconciles, sweeps and deletes expired rows. Makes
 * no call to Clerk after `forMs`. Concurrent turns share the work by their leases. `upkeep` keeps what the last turn did.
 */
export async function runMirrorTurn(
  deps: SyncDeps,
  forMs: number,
  isPaused: () => boolean,
  done: Done,
  upkeep: () => Promise<void>,
): Promise<void> {
  const signal = AbortSignal.timeout(forMs)
  const isOver = () => signal.aborted || isPaused()
  if (!isPaused()) await resync(deps, done, signal)
  await readNews(deps, done, isOver)
  await reconcileStale(deps, done, isOver, { signal })
  await sweep(deps, done, isOver)
  await upkeep()
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
    deps.log('warn', 'Clerk did not answer for marked rows. Their content may be old: they are read again later.', {
      cause: 'marked rows unavailable',
      ...counts,
    })
  else if (counts.unread > 0) deps.log('warn', UNREAD, { cause: 'marked rows unread', ...counts })
  else if (counts.due > 0) deps.log('info', 'Read marked rows from Clerk.', counts)
}

const UNREAD =
  'Clerk’s answers for marked rows were invalid or not accepted. The rows stay unchanged and are read again at growing intervals.'

async function reconcileStale(
  deps: SyncDeps,
  done: Done,
  isOver: () => boolean,
  options?: ReconcileOptions,
): Promise<void> {
  while (!isOver()) {
    const leases = await deps.store.leaseOrganizations(RECONCILES_AT_ONCE)
    if (leases.length === 0) return
    await Promise.all(
      leases.map(async (lease) => {
        const { corrections } = await reconcileLeased(deps, lease, options)
        done.reconciles += 1
        if (!lease.neverSynced) done.reconcileCorrections += corrections
      }),
    )
  }
}

/** Reads what is new in the whole instance, and finds organizations with a join or a leave that no webhook reported. */
async function readNews(deps: SyncDeps, done: Done, isOver: () => boolean): Promise<void> {
  if (isOver()) return
  const tail = await deps.store.leaseScan('tail', TAIL_EVERY_MS)
  if (tail) done.sweepCorrections += await runTail(deps, tail, TAIL_EVERY_MS, isOver)
  const counts = await deps.store.leaseScan('counts', COUNTS_EVERY_MS)
  if (counts) await runCounts(deps, counts, COUNTS_EVERY_MS, isOver)
}

async function sweep(deps: SyncDeps, done: Done, isOver: () => boolean): Promise<void> {
  if (isOver()) return
  const { sweepEveryMs: everyMs = SWEEP_EVERY_MS } = deps
  const lease = await deps.store.leaseScan('sweep', everyMs)
  if (!lease) return
  const { corrections, isFirst } = await runSweep(deps, lease, { everyMs, isPaused: isOver })
  done.sweeps += 1
  // A sweep that is resumed counts those of its earlier parts, too.
  if (!isFirst) done.sweepCorrections += corrections - readPlace(lease.place).corrections
}
