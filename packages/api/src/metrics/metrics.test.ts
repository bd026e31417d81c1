import { createMirror, type MirrorHealth } from '@roster/db'
import { letTimePass, testDb } from '@roster/db/testing'
import { Registry } from 'prom-client'
import { assert, expect, test } from 'vitest'
import { startWebhookServer } from '../../testing/webhook-server.ts'
import { readPlace } from '../sync/sweep/sweep-place.ts'
import { nothingDone } from '../sync/upkeep.ts'
import { registerGauges } from './register-gauges.ts'
import { sweepCounts } from './register-gauges.ts'

/** The value of a metric with these labels; undefined if it is absent. */
async function valueOf(registry: Registry, name: string, labels: Record<string, string> = {}) {
  const text = await registry.getSingleMetricAsString(name.replace(/_(count|sum|bucket)$/, ''))
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`)
  const line = text.split('\n').find((each) => each.startsWith(name) && wanted.every((label) => each.includes(label)))
  return line === undefined ? undefined : Number(line.split(' ').at(-1))
}

test('requests are counted by face and status, webhooks by outcome, and the gauges show the mirror', async () => {
  const registry = new Registry()
  await using server = await startWebhookServer({ metrics: registry })
  const answers = (face: string, status: number) =>
    valueOf(registry, 'roster_http_request_duration_seconds_count', { face, status: String(status) })
  const etag = await server.etag()
  await server.get('/api/v1/entities/users', {
    headers: { authorization: `Bearer ${server.token()}`, 'if-none-match': etag ?? '' },
  })
  await server.get('/api/v1/entities/users')
  await server.get('/api/v1/entities/users?wait=1', {
    headers: { authorization: `Bearer ${server.token()}`, 'if-none-match': etag ?? '' },
  })
  await server.query('users.list')
  await server.send('{"type":"session.created","data":{}}')
  expect(await Promise.all([answers('users', 200), answers('users', 304), answers('users', 401)])).toEqual([1, 1, 1])
  expect(await answers('wait', 304)).toBe(1)
  expect(await answers('trpc', 200)).toBe(1)
  // The local Clerk sends some too.
  expect(await answers('webhook', 204)).toBeGreaterThan(0)
  expect(await valueOf(registry, 'roster_webhook_events_total', { outcome: 'ignored' })).toBeGreaterThan(0)
  expect(await valueOf(registry, 'roster_standing_group_size_count')).toBeGreaterThan(2)
  expect(await valueOf(registry, 'roster_list_loads_total')).toBe(1)
  expect(await valueOf(registry, 'roster_list_cache_bytes')).toBeGreaterThan(1_000)
  expect(await valueOf(registry, 'roster_clerk_request_duration_seconds_count', { status: '200' })).toBeGreaterThan(0)
  expect(await valueOf(registry, 'roster_clerk_calls_total', { granted: 'true' })).toBeGreaterThan(0)
  expect(await valueOf(registry, 'roster_mirror_unconfirmed_seconds')).toBeLessThan(60)
  expect(await valueOf(registry, 'roster_database_hanging')).toBe(0)
  expect(await valueOf(registry, 'roster_database_connections', { pool: 'requests', state: 'busy' })).toBeDefined()
})

test('gauges of the mirror are absent while the database does not answer', async () => {
  await using db = await testDb()
  const registry = new Registry()
  let health: MirrorHealth | null = await createMirror(db.pool).health()
  const lists = () => ({ bytes: 0, hits: 0, loads: 0 })
  const scans = async () => ({})
  registerGauges({ registry, db, mirror: async () => health, scans, lists, heldBytes: () => 0, done: nothingDone() })
  const shown = () =>
    Promise.all(['due_rows', 'unconfirmed_seconds'].map((name) => valueOf(registry, `roster_mirror_${name}`)))
  expect(await shown()).toEqual([0, 0])
  health = null
  expect(await shown()).toEqual([undefined, undefined])
})

test('a scan has the age of its last completion, or of its first beginning, and a sweep in progress the number of records that it has read', async () => {
  const registry = new Registry()
  await using server = await startWebhookServer({ metrics: registry, runs: false })
  const store = createMirror(server.db.pool)
  const tail = await store.leaseScan('tail', 0)
  await letTimePass(server.db, 3_600)
  const sweep = await store.leaseScan('sweep', 0)
  assert(tail && sweep)
  await store.endScan(tail, { how: 'completed', everyMs: 60_000, place: null })
  await store.saveScan(sweep, { ...readPlace(null), organizations: 3, users: 40 })
  const age = (scan: string) => valueOf(registry, 'roster_scan_unconfirmed_seconds', { scan })
  const read = (kind: string) => valueOf(registry, 'roster_sweep_read_records', { kind })
  expect(await age('tail')).toBeGreaterThanOrEqual(3_600)
  expect(await age('sweep')).toBeLessThan(60)
  expect(await age('counts')).toBeUndefined()
  expect(await Promise.all(['organizations', 'users', 'memberships'].map(read))).toEqual([3, 40, 0])
})

test('a complete sweep has no number of records', () => {
  const progress = { step: 'users', organizations: 3, users: 40, memberships: 50, corrections: 0, calls: 9 } as const
  const scan = { running: true, refused: false, beganMs: 1_000, confirmedMs: null, progress }
  expect(sweepCounts({ sweep: scan })).toHaveLength(3)
  expect(sweepCounts({ sweep: { ...scan, running: false, progress: null } })).toEqual([])
})
