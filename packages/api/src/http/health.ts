import { setTimeout as delay } from 'node:timers/promises'
import { tryWrite, type Db, type MirrorHealth } from '@roster/db'
import type { ClockWatch } from '../clerk/clock/clock-watch.ts'
import { progressOf } from '../sync/sweep/sweep-place.ts'
import type { ConnectedMirror } from '../sync/connect-mirror.ts'
import { logDatabaseFailure } from './answer/error-answer.ts'
import type { Log } from '../log.ts'

/** What /readyz?verbose says of each dependency. Times are ms; null is not known yet. */
export type HealthReport = {
  database: { readable: boolean; writable: boolean }
  clerk: { answering: boolean | null; instance: 'own' | 'foreign' | 'unknown' }
  clock: { databaseAheadMs: number | null; clerkAheadMs: number | null }
  mirror: { unconfirmedMs: number; webhookSilentMs: number | null; due: number; oldestDueMs: number } | null
  /** The reads of the whole instance: which run, when they began and what they last confirmed, and how far the sweep is. */
  scans: Record<string, ScanReport>
}

type ScanReport = {
  running: boolean
  refused: boolean
  beganMs: number | null
  confirmedMs: number | null
  progress: ReturnType<typeof progressOf> | null
}

/** What only a look at the database tells. */
type Seen = Pick<HealthReport, 'database' | 'scans'> & { mirror: MirrorHealth | null }

export type Health = {
  report: () => Promise<HealthReport>
  /** How the mirror does, as of the same looks; null where the database does not answer. */
  mirror: () => Promise<MirrorHealth | null>
  /** Looks every minute, so that a failure is in the log though nobody asks. Ends with the signal. */
  run: (signal: AbortSignal) => Promise<void>
}

const MINUTE_MS = 60_000
// Anybody may ask, and each look writes a row.
const LOOK_EVERY_MS = 2_000

export function createHealth(db: Db, mirror: ConnectedMirror, clock: ClockWatch, log: Log): Health {
  let looked: { at: number; seen: Promise<Seen> } | undefined

  const succeeds = (work: Promise<unknown>) =>
    work.then(
      () => true,
      (error: unknown) => {
        logDatabaseFailure(error, log)
        return false
      },
    )

  async function look(): Promise<Seen> {
    const [readable, writable, health, scans] = await Promise.all([
      db.health.isAnswering(),
      succeeds(tryWrite(db)),
      mirror.sync.store.health().catch(() => null),
      mirror.sync.store.readScans().catch(() => []),
      clock.check().catch(() => {}),
    ])
    return {
      database: { readable, writable },
      mirror: health,
      scans: Object.fromEntries(
        scans.map(({ name, place, ...scan }) => {
          const progress = name === 'sweep' && scan.running ? progressOf(place) : null
          return [name, { ...scan, progress }]
        }),
      ),
    }
  }

  function lookSeldom(): Promise<Seen> {
    const now = performance.now()
    if (!looked || now - looked.at > LOOK_EVERY_MS) looked = { at: now, seen: look() }
    return looked.seen
  }

  return {
    async report() {
      const { database, mirror: health, scans } = await lookSeldom()
      const clerk = { answering: mirror.line.answering(), instance: mirror.watch.ownership() }
      return {
        database,
        clerk,
        clock: clock.clocks(),
        mirror: health && {
          unconfirmedMs: health.unconfirmedMs,
          webhookSilentMs: health.webhookSilentMs,
          due: health.due,
          oldestDueMs: health.oldestDueMs,
        },
        scans,
      }
    },

    mirror: async () => (await lookSeldom()).mirror,

    async run(signal) {
      while (!signal.aborted) {
        await look()
        await delay(MINUTE_MS, undefined, { signal, ref: false }).catch(() => {})
      }
    },
  }
}
