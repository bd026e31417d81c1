import { expect, test } from 'vitest'
import { testDb } from '../../../testing/index.ts'
import { migrationsOf } from '../../../testing/migrations-of.ts'
import { migrate } from './migrate.ts'

test('every id is compared byte by byte, whatever the locale of the database', async () => {
  await using db = await testDb()
  const { rows } = await db.pool.query(
    `SELECT DISTINCT collation_name FROM information_schema.columns
     WHERE table_schema = 'roster' AND column_name IN ('clerk_id', 'org_id', 'user_id', 'record_id', 'sid')`,
  )
  expect(rows).toEqual([{ collation_name: 'C' }])
})

test('an index is created concurrently in both kinds of database, and only once', async () => {
  await using db = await testDb()
  const { migrations } = await migrationsOf({
    '1_table': 'CREATE TABLE late.item (name text)',
    '2_index': 'CREATE INDEX CONCURRENTLY IF NOT EXISTS item_name_idx ON late.item (name)',
  })
  const session = await db.pool.connect()
  try {
    expect((await migrate(session, migrations)).applied).toEqual(['1_table', '2_index'])
    expect((await migrate(session, migrations)).applied).toEqual([])
    await session.query('DROP SCHEMA late CASCADE')
  } finally {
    session.release()
  }
})
