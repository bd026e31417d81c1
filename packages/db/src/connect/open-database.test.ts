import { expect, onTestFinished, test } from 'vitest'
import { testDb } from '../../testing/index.ts'
import { postgresServer } from './database-server.ts'
import { openDatabase } from './open-database.ts'

test('every pool gives up a statement that a vanished server never answers, later than the server would end it', () => {
  const { requests, webhooks, background, snapshots, probe } = postgresServer('postgresql://app@db.test/app')
  for (const config of [requests, webhooks, background, snapshots, probe])
    expect(config?.query_timeout).toBeGreaterThan(Number(config?.statement_timeout ?? 0))
})

test('a transaction keeps the connection while other queries wait', async () => {
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

test('a connection begins without the transaction, settings and named statements of an earlier one', async () => {
  const db = await testDb()
  onTestFinished(() => db.close())
  const named = { name: 'double', text: 'SELECT $1::int * 2 AS doubled' }
  for (const pool of [db.pool, db.background, db.pool]) {
    const client = await pool.connect()
    const settings = await client.query(
      `SELECT current_setting('work_mem') AS memory, count(*)::int AS letters FROM roster.dead_letter`,
    )
    expect(settings.rows).toEqual([{ memory: '4MB', letters: 0 }])
    expect((await client.query({ ...named, values: [4] })).rows).toEqual([{ doubled: 8 }])
    await client.query(
      "SET work_mem = '5MB'; BEGIN; INSERT INTO roster.dead_letter (event_type, schema_path) VALUES ('test', '')",
    )
    client.release(true)
  }
})

test('the first statements of a connection return their rows, even while others wait for it', async () => {
  const db = await testDb()
  onTestFinished(() => db.close())
  for (let round = 0; round < 20; round++) {
    const client = await db.pool.connect()
    client.release(true)
    const answers = await Promise.all(
      [1, 2, 3].map((number) => db.pool.query<{ number: number }>('SELECT $1::int AS number', [number])),
    )
    expect(answers.map(({ rows }) => rows)).toEqual([[{ number: 1 }], [{ number: 2 }], [{ number: 3 }]])
  }
})

test.each([
  ['an address where nothing listens', 'postgresql://roster:hidden-word@127.0.0.1:1/roster'],
  ['an empty text', ''],
  ['a text that is no address', 'postgresql://roster:hidden-word@:port/'],
  ['a password with a slash at its beginning', 'postgresql://roster:/hidden-word@127.0.0.1:1/roster'],
  ['a password with a slash after digits', 'postgresql://roster:12/hidden-word@127.0.0.1:1/roster'],
  ['a password with a number sign after digits', 'postgresql://roster:12#hidden-word@127.0.0.1:1/roster'],
  ['a certificate that is no file', 'postgresql://roster:hidden-word@127.0.0.1:1/roster?sslrootcert=/absent.pem'],
])('%s is rejected with an error that contains no password', async (_what, url) => {
  const error = await openDatabase({ url }).then(String, String)
  expect(error).toContain('DatabaseOpenError')
  expect(error).toMatch(/DATABASE_URL/)
  expect(error).not.toContain('hidden-word')
})

test('a certificate of DATABASE_URL that cannot be read is named', async () => {
  const url = 'postgresql://roster@127.0.0.1:1/roster?sslmode=verify-full&sslrootcert=/absent.pem'
  await expect(openDatabase({ url })).rejects.toThrow(/can’t be read: ENOENT.*\/absent\.pem.*Correct sslrootcert/)
})
