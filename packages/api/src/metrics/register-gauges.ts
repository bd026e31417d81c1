import { readFileSync } from 'node:fs'
import type { Db, MirrorHealth } from '@roster/db'
import { Counter, Gauge, type Registry } from 'prom-client'
import { z } from 'zod'
import type { HealthReport } from '../http/health.ts'
import type { Done } from '../sync/upkeep.ts'

/** What is read only when the metrics are collected. */
type Sources = {
  registry: Registry
  db: Db
  /** The state of the mirror; null if the database does not answer. */
  mirror: () => Promise<MirrorHealth | null>
  /** The scans of the whole instance; empty if the database does not answer. */
  scans: () => Promise<HealthReport['scans']>
  lists: () => { bytes: number; hits: number; loads: number }
  heldBytes: () => number
  done: Done
}

type Value = { labels?: Record<string, string>; value: number }

const manifest = z.object({ version: z.string() })
const SECOND_MS = 1000

export function registerGauges({ registry, db, mirror, scans, lists, heldBytes, done }: Sources): void {
  const registers = [registry]

  function gauge(name: string, help: string, read: () => Value[] | Promise<Value[]>, labelNames: string[] = []): void {
    const made = new Gauge({
      name,
      help,
      labelNames,
      registers,
      async collect() {
        made.reset()
        // Without labels reset() leaves a 0.
        if (labelNames.length === 0) made.remove()
        for (const { labels = {}, value } of await read()) made.set(labels, value)
      },
    })
  }

  function counter(name: string, help: string, read: () => Value[], labelNames: string[] = []): void {
    const made = new Counter({
      name,
      help,
      labelNames,
      registers,
      collect() {
        made.reset()
        for (const { labels = {}, value } of read()) made.inc(labels, value)
      },
    })
  }

  /** Absent while the database does not answer, because the last value would look healthy. */
  function mirrorGauge(name: string, help: string, read: (health: MirrorHealth) => number | null): void {
    gauge(name, help, async () => {
      const health = await mirror()
      const value = health && read(health)
      return value === null ? [] : [{ value }]
    })
  }

  function bySource(reconcile: number, sweep: number, resync: number): Value[] {
    return Object.entries({ reconcile, sweep, resync }).map(([source, value]) => ({ labels: { source }, value }))
  }

  const { version } = manifest.parse(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')))
  gauge('roster_info', 'The version', () => [{ labels: { version }, value: 1 }], ['version'])
  gauge('roster_list_cache_bytes', 'Memory for lists', () => [{ value: lists().bytes }])
  counter('roster_list_cache_hits_total', 'Lists that were in memory', () => [{ value: lists().hits }])
  counter('roster_list_loads_total', 'Lists that were loaded from the database', () => [{ value: lists().loads }])
  gauge('roster_http_held_bytes', 'Bytes of answers that wait for their readers', () => [{ value: heldBytes() }])
  // Probes it: a replica that nobody asks, because it is not ready, notices nothing by itself.
  gauge('roster_database_hanging', '1 while the database does not answer', async () => [
    { value: (await db.health.isAnswering()) ? 0 : 1 },
  ])
  gauge('roster_database_connections', 'Open connections, by pool and state', () => connections(db), ['pool', 'state'])
  gauge('roster_database_waiting', 'Statements that wait for a connection, by pool', () => waiting(db), ['pool'])
  const unconfirmed = 'For how long the organization that waited longest was not reconciled'
  mirrorGauge('roster_mirror_unconfirmed_seconds', unconfirmed, ({ unconfirmedMs }) => unconfirmedMs / SECOND_MS)
  mirrorGauge('roster_mirror_due_rows', 'Rows that wait to be read from Clerk', ({ due }) => due)
  const oldestDue = 'For how long the oldest of them has waited'
  mirrorGauge('roster_mirror_oldest_due_seconds', oldestDue, ({ oldestDueMs }) => oldestDueMs / SECOND_MS)
  const letters = 'Events and records that were not understood and are kept'
  mirrorGauge('roster_mirror_dead_letters', letters, ({ deadLetters }) => deadLetters)
  const silent = 'Since the last webhook; absent before the first'
  mirrorGauge('roster_webhook_silent_seconds', silent, ({ webhookSilentMs: ms }) => ms && ms / SECOND_MS)
  const ages = 'Since the last complete scan of the whole instance began, or the first, until one is complete; by scan'
  gauge('roster_scan_unconfirmed_seconds', ages, async () => scanAges(await scans()), ['scan'])
  const swept = 'Records that the sweep in progress has read, by kind; absent while none runs'
  gauge('roster_sweep_read_records', swept, async () => sweepCounts(await scans()), ['kind'])
  const reads = 'Reconciles, sweeps, and rows that were read again, of this process'
  const readsDone = () => bySource(done.reconciles, done.sweeps, done.resyncs)
  counter('roster_mirror_reads_total', reads, readsDone, ['source'])
  const corrections = 'Rows that reads of Clerk had to correct, first reads apart, by what read them'
  const corrected = () => bySource(done.reconcileCorrections, done.sweepCorrections, done.resyncCorrections)
  counter('roster_mirror_corrections_total', corrections, corrected, ['source'])
}

/** An embedded database has one pool for all. */
function pools({ pool, webhooks, background, snapshots }: Db) {
  return pool === background ? { requests: pool } : { requests: pool, webhooks, background, snapshots }
}

function connections(db: Db): Value[] {
  return Object.entries(pools(db)).flatMap(([pool, { totalCount, idleCount }]) => [
    { labels: { pool, state: 'idle' }, value: idleCount },
    { labels: { pool, state: 'busy' }, value: totalCount - idleCount },
  ])
}

function waiting(db: Db): Value[] {
  return Object.entries(pools(db)).map(([pool, { waitingCount }]) => ({ labels: { pool }, value: waitingCount }))
}

/** Seconds since each scan was last complete, or first began; none for one that Clerk refuses, which others replace. */
function scanAges(scans: HealthReport['scans']): Value[] {
  return Object.entries(scans).flatMap(([scan, { confirmedMs, beganMs, refused }]) => {
    const ageMs = confirmedMs ?? beganMs
    return ageMs === null || refused ? [] : [{ labels: { scan }, value: ageMs / SECOND_MS }]
  })
}

/** The records that the sweep in progress has read, by kind; none while no sweep runs. */
export function sweepCounts({ sweep }: HealthReport['scans']): Value[] {
  if (!sweep?.progress) return []
  const { organizations, users, memberships } = sweep.progress
  return Object.entries({ organizations, users, memberships }).map(([kind, value]) => ({ labels: { kind }, value }))
}
