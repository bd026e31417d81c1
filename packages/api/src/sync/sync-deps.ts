import { setMaxListeners } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import type { MirrorStore } from '@roster/db'
import type { ClerkReader } from '../clerk/clerk-reader.ts'

/**
 * Called with what the readers of Clerk did; facts are ids and numbers, never personal data. Of lines with the same `cause`
 * one a minute is enough.
 */
export type MirrorLog = (
  level: 'info' | 'warn' | 'error',
  message: string,
  facts: Record<string, string | number | boolean | null>,
) => void

/** What reconcile and resync work with. `callsPerWindow` is Clerk's limit for the whole instance, per 10 s. */
export type SyncDeps = {
  store: MirrorStore
  reader: ClerkReader
  callsPerWindow: number
  /** After how many days who left or was deleted is forgotten; 400 if not given. */
  forgetAfterDays?: number
  /** How often the whole instance is read; an hour if not given. */
  sweepEveryMs?: number
  sleep: (milliseconds: number) => Promise<void>
  log: MirrorLog
}

/** As above, with the timers of the process: they don't keep it alive, and `signal` ends every wait. */
export function createSyncDeps({ signal, ...parts }: Omit<SyncDeps, 'sleep'> & { signal: AbortSignal }): SyncDeps {
  // Every wait listens to it, and many requests may wait.
  setMaxListeners(0, signal)
  return { ...parts, sleep: (milliseconds) => delay(milliseconds, undefined, { signal, ref: false }) }
}
