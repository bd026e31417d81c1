import { expect, onTestFinished, test } from 'vitest'
import { testDb } from '../../testing/index.ts'
import { openDatabase } from './open-database.ts'

test('a transaction keeps its turn while other queries wait', async () => {
  const db = await testDb()
  onTestFinished(() => db.close())
  const client = await db.pool.connect()
  await client.query('BEGIN')
  await client.query("INSERT INTO roster.dead_letter (event_type, schema_path) VALUES ('test', '')")
  const outside = db.pool.query('SELECT count(*)::int AS letters FROM roster.dead_letter')
  await client.query('ROLLBACK')
  client.release()
  expect((await outside).rows).toEqual([{ letters: 0 }])
})

test('a statement that several connections name works on each, as on a server', async () => {
  const db = await testDb()
  onTestFinished(() => db.close())
  const [first, second] = [await db.pool.connect(), await db.background.connect()]
  const named = { name: 'double', text: 'SELECT $1::int * 2 AS doubled' }
  for (const client of [first, second, first, second])
    expect((await client.query({ ...named, values: [4] })).rows).toEqual([{ doubled: 8 }])
  first.release()
  second.release()
})

test.each([
  ['an address where nothing listens', 'postgresql://roster:hidden-word@127.0.0.1:1/roster'],
  ['a text that is no address', 'postgresql://roster:hidden-word@:port/'],
])('%s is refused with a sentence that holds no password', async (_what, url) => {
  const error = await openDatabase({ url }).then(String, String)
  expect(error).toContain('DatabaseOpenError')
  expect(error).toMatch(/DATABASE_URL/)
  expect(error).not.toContain('hidden-word')
})
