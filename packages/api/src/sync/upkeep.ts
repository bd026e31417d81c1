import type { SyncDeps } from './sync-deps.ts'

/** What the loops of this process have done since it started. */
export type Done = ReturnType<typeof nothingDone>

export function nothingDone() {
  return { reconciles: 0, reconcileCorrections: 0, resyncs: 0, resyncCorrections: 0, sweeps: 0, sweepCorrections: 0 }
}

const HOUR_MS = 60 * 60 * 1000
const SILENCE_MS = 24 * HOUR_MS
const SET_BACK_MS = 3_000

/** Deletes expired rows, marks users whom no reconcile reads, warns if webhooks stop, and logs an hourly summary. */
export function createUpkeep({ store, log, forgetAfterDays }: SyncDeps, done: Done): () => Promise<void> {
  const startedAt = performance.now()
  let summedUpAt = Number.NEGATIVE_INFINITY
  let warned = false
  let lookedUpTo = ''
  let summedUp = { ...done }
  let forgotAt = Number.NEGATIVE_INFINITY

  return async () => {
    const now = performance.now()
    // It visits each tombstone, of which there may be many.
    if (now - forgotAt >= HOUR_MS) {
      await store.forgetOld(forgetAfterDays)
      forgotAt = now
    }
    await store.forgetChanges()
    lookedUpTo = await store.markUnreconciled(lookedUpTo)
    const health = await store.health()
    // If none ever came, it is silence only after a day of this process.
    const silentMs = health.webhookSilentMs ?? now - startedAt
    if (silentMs > SILENCE_MS && !warned)
      log(
        'warn',
        'No webhook has come for a day. Changes then show only with the next reconcile: check the endpoint in Clerk.',
        { hours: Math.floor(silentMs / HOUR_MS) },
      )
    warned = silentMs > SILENCE_MS
    if (health.setBackMs > SET_BACK_MS)
      log(
        'warn',
        'The database’s clock was set back. Later times in the database count as long ago, so organizations are read again: keep that clock right by NTP.',
        { seconds: Math.round(health.setBackMs / 1000) },
      )
    if (now - summedUpAt < HOUR_MS) return
    summedUpAt = now
    log('info', 'The mirror since the last hour’s summary, and now.', { ...since(summedUp, done), ...health })
    summedUp = { ...done }
  }
}

function since(before: Done, now: Done): Record<string, number> {
  const earlier = new Map(Object.entries(before))
  return Object.fromEntries(Object.entries(now).map(([name, count]) => [name, count - (earlier.get(name) ?? 0)]))
}
