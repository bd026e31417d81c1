import { assert, expect, test } from 'vitest'
import { emptyDatabase, testDb, type TestDb } from '../../testing/index.ts'
import { openDatabase } from '../connect/open-database.ts'
import { createMirror } from '../mirror/create-mirror.ts'

const ORGANIZATIONS = 100_000

/** Returns the executed plan of the statement that leases due organizations. */
async function planOfLeases(db: TestDb): Promise<string> {
  let plan = ''
  const explaining = {
    query: async (text: string, values: unknown[]) => {
      const { rows } = await db.background.query<Record<string, string>>(`EXPLAIN (ANALYZE) ${text}`, values)
      plan = rows.map((row) => row['QUERY PLAN']).join('\n')
      return { rows: [] }
    },
  }
  const pool = new Proxy(db.background, { get: (_, name): unknown => Reflect.get(explaining, name) })
  await createMirror(pool).leaseOrganizations(4)
  return plan
}

test(
  'organizations that are due are found by indexes, whether many of them are due or none',
  { timeout: 120_000 },
  async () => {
    await using db = await testDb()
    // Half of them are in use; some failed, some are leased, some are to be reconciled next.
    await db.background.query(
      `INSERT INTO roster.organization (clerk_id, state, synced_at, confirmed_at, used_at, due_at, failures, checked_at)
    SELECT 'org_' || n, CASE WHEN n % 500 = 0 THEN 'absent' ELSE 'live' END::roster.mirror_state, now(),
      now() - (n % 900) * interval '1 second', CASE WHEN n % 2 = 0 THEN now() END,
      CASE WHEN n % 100 = 1 THEN now() + interval '5 minutes' END, CASE WHEN n % 100 = 1 THEN 3 ELSE 0 END, now()
    FROM generate_series(1, ${ORGANIZATIONS}) AS n`,
    )
    await db.background.query('VACUUM ANALYZE roster.organization')
    const nobody = await planOfLeases(db)
    expect(nobody).not.toMatch(/Seq Scan on organization/)
    await db.background.query(
      `UPDATE roster.organization SET confirmed_at = now() - interval '2 days' WHERE clerk_id LIKE '%77' AND state = 'live'`,
    )
    const somebody = await planOfLeases(db)
    expect(somebody).not.toMatch(/Seq Scan on organization/)
    // Far above the time it takes, and far below the time of reading all of them.
    for (const plan of [nobody, somebody]) expect(Number(/Execution Time: ([\d.]+)/.exec(plan)?.[1])).toBeLessThan(25)
  },
)

test('leases are renewed and ended on a database that prints 15 digits of a number', async () => {
  await using database = await emptyDatabase()
  const db = await openDatabase({ url: `${database.url.href}?options=-c%20extra_float_digits=0` })
  const store = createMirror(db.background)
  for (let round = 0; round < 10; round += 1) {
    const scan = await store.leaseScan('sweep', 0)
    assert(scan)
    const saved = await store.saveScan(scan, { step: 'users' })
    assert(saved)
    await store.endScan(saved, { how: 'completed', everyMs: 0, place: null })
  }
  expect(await store.readScans()).toMatchObject([{ name: 'sweep', running: false }])
  await db.close()
})
