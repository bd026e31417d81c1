import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createMirror } from '../mirror/create-mirror.ts'
import { testDb, type TestDb } from '../../testing/index.ts'

let db: TestDb
beforeAll(async () => {
  db = await testDb()
})
afterAll(() => db[Symbol.asyncDispose]())
beforeEach(() =>
  db.pool.query('DELETE FROM roster.organization; DELETE FROM roster.clerk_budget; DELETE FROM roster.instance'),
)

/** The mirror with the database's clock as it was before it was set back. */
const ahead = (interval: string) =>
  createMirror(db.pool, { now: `(clock_timestamp() + interval '${interval}')`, fence: 0 })

test.each(['20 seconds', '2 hours', '2 years'])(
  'calls and pauses recorded by a clock %s ahead count as long ago',
  async (interval) => {
    const [before, now] = [ahead(interval), createMirror(db.pool)]
    await before.takeCall('reconcile', 1)
    expect(await before.takeCall('reconcile', 1)).toMatchObject({ granted: false })
    expect(await now.takeCall('reconcile', 1)).toMatchObject({ granted: true })
    expect(await now.takeCall('reconcile', 1)).toMatchObject({ granted: false })

    await before.pauseCalls(60_000)
    expect(await before.takeCall('strong', 1)).toMatchObject({ granted: false })
    expect(await now.takeCall('strong', 1)).toMatchObject({ granted: true })
  },
)

test('a pause that Clerk requests now applies, whatever pause a clock ahead recorded', async () => {
  const now = createMirror(db.pool)
  await ahead('2 hours').pauseCalls(60_000)
  await now.pauseCalls(30_000)
  const { granted, retryAfterMs } = await now.takeCall('resync', 5)
  expect(granted).toBe(false)
  expect(retryAfterMs).toBeGreaterThan(20_000)
  expect(retryAfterMs).toBeLessThanOrEqual(30_000)
  // A shorter pause that is requested later does not end it.
  await now.pauseCalls(1_000)
  expect((await now.takeCall('resync', 5)).retryAfterMs).toBeGreaterThan(20_000)
})

test('no value of the summary is negative, and it reports how far the clock was set back', async () => {
  const now = createMirror(db.pool)
  await now.claimInstance('https://clerk.acme.test')
  await db.pool.query(
    `INSERT INTO roster.organization (clerk_id, state, confirmed_at) VALUES ('org_1', 'live', clock_timestamp())`,
  )
  expect(await now.health()).toMatchObject({ setBackMs: 0 })
  const before = ahead('2 hours')
  await before.noteWebhook()
  await db.pool.query(`UPDATE roster.organization SET confirmed_at = confirmed_at + interval '2 hours'`)
  const health = await now.health()
  expect(Object.entries(health).filter(([, value]) => value !== null && value < 0)).toEqual([])
  expect(health.setBackMs).toBeGreaterThan(7_100_000)
})
