import { openDatabase } from '@roster/db'
import { testDatabase } from '@roster/db/testing'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { startWebhookServer } from '../../testing/webhook-server.ts'

const report = z.object({ ready: z.boolean(), database: z.object({ readable: z.boolean(), writable: z.boolean() }) })

test('a read-only database answers lists and refuses webhooks, and the log and /readyz report it', async () => {
  const database = await testDatabase()
  if (!database) throw new Error('This test needs PostgreSQL: DATABASE_URL is not set.')
  onTestFinished(() => database.drop())
  await using server = await startWebhookServer({ url: database.url })
  const verbose = async () => report.parse(await (await server.get('/readyz?verbose')).json())
  const [alice] = await server.list()
  const db = await openDatabase({ url: database.url })
  onTestFinished(() => db.close())
  /** Also ends all connections, as a failover does. */
  const makeReadOnly = async (value: 'on' | 'off') => {
    await db.pool.query('SET default_transaction_read_only = off')
    await db.pool.query(
      `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = ${value}', current_database()); END $$`,
    )
    await db.pool.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    )
  }
  const user = await server.change('GET', `/users/${alice?.id}`)
  const event = {
    type: 'user.updated',
    object: 'event',
    data: Object.assign({}, user, { first_name: 'x'.repeat(900), updated_at: Date.now() }),
  }
  const failures = () => server.logged().filter((line) => line.startsWith('error The database failed'))

  await makeReadOnly('on')
  for (let times = 0; times < 3; times += 1) {
    const refused = await server.send(event)
    expect(refused.status).toBe(503)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  }
  expect(failures().filter((line) => /takes no writes/.test(line))).toEqual([
    expect.stringMatching(/name the primary in DATABASE_URL/),
  ])
  expect(await server.list()).toHaveLength(25)
  expect((await server.get('/readyz')).status).toBe(200)
  // The report is kept for two seconds.
  const isWritable = (writable: boolean) => ({ ready: true, database: { readable: true, writable } })
  await expect.poll(verbose, { timeout: 5_000 }).toEqual(isWritable(false))

  await makeReadOnly('off')
  await expect.poll(async () => (await server.send(event)).status).toBe(204)
  expect((await server.list())[0]?.firstName).toBe('x'.repeat(900))
  await expect.poll(verbose, { timeout: 5_000 }).toEqual(isWritable(true))
})
