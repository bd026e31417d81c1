import { openDatabase } from '@roster/db'
import { testDatabase } from '@roster/db/testing'
import { expect, test } from 'vitest'
import { startWebhookServer } from '../../../testing/webhook-server.ts'

const EVENTS = 50

test('while webhooks wait for a lock in the database, lists are answered', async () => {
  const database = await testDatabase()
  if (!database) throw new Error('This test needs PostgreSQL: DATABASE_URL is not set.')
  const server = await startWebhookServer({ url: database.url })
  const db = await openDatabase({ url: database.url })
  const members = await server.list()
  const client = await db.background.connect()
  await client.query('BEGIN')
  await client.query('SELECT FROM roster.organization FOR UPDATE')
  const sent = Array.from({ length: EVENTS }, async (_, number) =>
    server.send({
      type: 'user.updated',
      object: 'event',
      data: { id: members[number % members.length]?.id, created_at: 1, updated_at: Date.now() + number },
    }),
  )
  const isWaiting = () => db.pool.query(`SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' LIMIT 1`)
  await expect.poll(async () => (await isWaiting()).rowCount).toBe(1)
  expect(await server.status()).toBe(200)
  await client.query('ROLLBACK')
  client.release()
  await Promise.all(sent)
  await server[Symbol.asyncDispose]()
  await db.close()
  await database.drop()
})
