import { readFileSync } from 'node:fs'
import type { Db, MirrorHealth } from '@roster/db'
import { Counter, Gauge, type Registry } from 'prom-client'
import { z } from 'zod'
import type { Done } from '../sync/upkeep.ts'

/** What is read only when the metrics are collected. */
type Sources = {
  registry: Registry
  db: Db
  /** The state of the mirror; null if the database does not answer. */
  mirror: () => Promise<MirrorHealth | null>
  lists: () => { bytes: number; hits: number; loads: number }
  heldBytes: () => number
  done: Done
}

type Value = { labels?: Record<string, string>; value: number }

const manifest = z.object({ version: z.string() })
const SECOND_MS = 1000

export function registerGauges({ registry, db, mirror, lists, heldBytes, done }: Sources): void {
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
  const ofMirror = (read: (health: MirrorHealth) => number | null) => async () => {
    const health = await mirror()
    const value = health && read(health)
    return value === null ? [] : [{ value }]
  }

  const { version } = manifest.parse(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')))
  gauge('roster_info', 'The version', () => [{ labels: { version }, value: 1 }], ['version'])
  gauge('roster_list_cache_bytes', 'Memory for lists', () => [{ value: lists().bytes }])
  counter('roster_list_cache_hits_total', 'Lists that were in memory', () => [{ value: lists().hits }])
  counter('roster_list_loads_total', 'Lists that were loaded from the database', () => [{ value: lists().loads }])
  gauge('roster_http_held_bytes', 'Bytes of answers that wait for their readers', () => [{ value: heldBytes() }])
  gauge('roster_database_hanging', '1 while the database does not answer and is not asked', () => [
    { value: db.health.isHanging() ? 1 : 0 },
  ])
  gauge('roster_database_connections', 'Open connections, by pool and state', () => connections(db), ['pool', 'state'])
  gauge('roster_database_waiting', 'Statements that wait for a connection, by pool', () => waiting(db), ['pool'])
  gauge(
    'roster_mirror_unconfirmed_seconds',
    'For how long the organization that waited longest was not reconciled',
    ofMirror(({ unconfirmedMs }) => unconfirmedMs / SECOND_MS),
  )
  gauge(
    'roster_mirror_due_rows',
    'Rows that wait to be read from Clerk',
    ofMirror(({ due }) => due),
  )
  gauge(
    'roster_mirror_oldest_due_seconds',
    'For how long the oldest of them has waited',
    ofMirror(({ oldestDueMs }) => oldestDueMs / SECOND_MS),
  )
  gauge(
    'roster_mirror_dead_letters',
    'Events and records that were not understood and are kept',
    ofMirror(({ deadLetters }) => deadLetters),
  )
  gauge(
    'roster_webhook_silent_seconds',
    'Since the last webhook; absent before the first',
    ofMirror(({ webhookSilentMs }) => webhookSilentMs && webhookSilentMs / SECOND_MS),
  )
  counter(
    'roster_mirror_reads_total',
    'Reconciles, sweeps, and rows that were read again, of this process',
    () => [
      { labels: { source: 'reconcile' }, value: done.reconciles },
      { labels: { source: 'sweep' }, value: done.sweeps },
      { labels: { source: 'resync' }, value: done.resyncs },
    ],
    ['source'],
  )
  counter(
    'roster_mirror_corrections_total',
    'Rows that reads of Clerk had to correct, by what read them',
    () => [
      { labels: { source: 'reconcile' }, value: done.reconcileCorrections },
      { labels: { source: 'sweep' }, value: done.sweepCorrections },
      { labels: { source: 'resync' }, value: done.resyncCorrections },
    ],
    ['source'],
  )
}

/** An embedded database has one pool for all. */
function pools({ pool, background, snapshots }: Db) {
  return pool === background ? { requests: pool } : { requests: pool, background, snapshots }
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
