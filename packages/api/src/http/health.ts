import { setTimeout as delay } from 'node:timers/promises'
import { tryWrite, type Db, type MirrorHealth, type ScanProgress } from '@roster/db'
import type { ClockWatch } from '../clerk/clock/clock-watch.ts'
import { progressOf } from '../sync/sweep/sweep-place.ts'
import type { ConnectedMirror } from '../sync/connect-mirror.ts'
import { logDatabaseFailure } from './answer/error-answer.ts'
import type { Log } from '../log.ts'

/** The answer of /readyz?verbose. Times are in ms; null means not known yet. */
export type HealthReport = {
  database: { readable: boolean; writable: boolean }
  clerk: { answering: boolean | null; instance: 'own' | 'foreign' | 'unknown' }
  clock: { databaseAheadMs: number | null; clerkAheadMs: number | null }
  mirror: { unconfirmedMs: number; webhookSilentMs: number | null; due: number; oldestDueMs: number } | null
  /** The reads of the whole instance: which run, since when, what they last confirmed, and the sweep's progress. */
  scans: Record<string, ScanReport>
}

type ScanReport = Omit<ScanProgress, 'name' | 'place'> & { progress: ReturnType<typeof progressOf> | null }

/** What is read from the database. */
type Checked = Pick<HealthReport, 'database' | 'scans'> & { mirror: MirrorHealth | null }

export type Health = {
  report: () => Promise<HealthReport>
  /** The state of the mirror, from the same reads; null if the database does not answer. */
  mirror: () => Promise<MirrorHealth | null>
  /** Checks every minute, so that a failure is logged though nobody calls /readyz. Ends with the signal. */
  run: (signal: AbortSignal) => Promise<void>
}

const MINUTE_MS = 60_000
// The path is public, and each check writes a row.
const CHECK_EVERY_MS = 2_000

export function createHealth(db: Db, mirror: ConnectedMirror, clock: ClockWatch, log: Log): Health {
  let last: { at: number; checked: Promise<Checked> } | undefined

  async function check(): Promise<Checked> {
    const writing = tryWrite(db).then(
      () => true,
      (error: unknown) => {
        logDatabaseFailure(error, log)
        return false
      },
    )
    const checking = clock.check().catch(() => {})
    // Other statements may wait for a minute, and a scrape or a probe only for seconds.
    if (!(await db.health.isAnswering()))
      return { database: { readable: false, writable: false }, mirror: null, scans: {} }
    const [writable, health, scans] = await Promise.all([
      writing,
      mirror.sync.store.health().catch(() => null),
      mirror.sync.store.readScans().catch(() => []),
      checking,
    ])
    return {
      database: { readable: true, writable },
      mirror: health,
      scans: Object.fromEntries(
        scans.map(({ name, place, ...scan }) => {
          const progress = name === 'sweep' && scan.running ? progressOf(place) : null
          return [name, { ...scan, progress }]
        }),
      ),
    }
  }

  function recentCheck(): Promise<Checked> {
    const now = performance.now()
    if (!last || now - last.at > CHECK_EVERY_MS) last = { at: now, checked: check() }
    return last.checked
  }

  return {
    async report() {
      const { database, mirror: health, scans } = await recentCheck()
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

    mirror: async () => (await recentCheck()).mirror,

    async run(signal) {
      while (!signal.aborted) {
        await check()
        await delay(MINUTE_MS, undefined, { signal, ref: false }).catch(() => {})
      }
    },
  }
}
