import { setMaxListeners } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import type { MirrorStore } from '@roster/db'
import type { ClerkReader } from '../clerk/clerk-reader.ts'

/**
 * Logs what the readers of Clerk did. Facts are ids and numbers, never personal data. Lines with the same `cause` may
 * be limited to one a minute.
 */
export type MirrorLog = (
  level: 'info' | 'warn' | 'error',
  message: string,
  facts: Record<string, string | number | boolean | null>,
) => void

/** The dependencies of reconcile and resync. `callsPerWindow` is Clerk's limit for the whole instance, per 10 s. */
export type SyncDeps = {
  store: MirrorStore
  reader: ClerkReader
  callsPerWindow: number
  /** Days after which users and members who left or were deleted are forgotten, 400 by default. */
  forgetAfterDays?: number
  /** The interval at which the whole instance is read, an hour by default. */
  sweepEveryMs?: number
  sleep: (milliseconds: number) => Promise<void>
  log: MirrorLog
}

/** Adds the timers of the process, which do not keep it alive. `signal` ends every wait. */
export function createSyncDeps({ signal, ...parts }: Omit<SyncDeps, 'sleep'> & { signal: AbortSignal }): SyncDeps {
  // Every wait listens to the signal, and many requests may wait.
  setMaxListeners(0, signal)
  return { ...parts, sleep: (milliseconds) => delay(milliseconds, undefined, { signal, ref: false }) }
}
