import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { migrationsOf } from '../../../testing/migrations-of.ts'
import { emptyDatabase, type EmptyDatabase } from '../../../testing/empty-database.ts'
import { startPgbouncer } from '../../../testing/pgbouncer.ts'
import { migrate } from './migrate.ts'

const TABLE =
  'CREATE TABLE late.item (id int PRIMARY KEY, name text); INSERT INTO late.item SELECT generate_series(1, 100)'
const INDEX = 'CREATE INDEX CONCURRENTLY IF NOT EXISTS item_name_idx ON late.item (name);'

async function sessionOf({ url }: Pick<EmptyDatabase, 'url'>): Promise<pg.Client> {
  const session = new pg.Client({ connectionString: url.href })
  session.on('error', () => {})
  await session.connect()
  onTestFinished(() => session.end())
  return session
}

const isWaiting = (admin: pg.Client) => async () => {
  const { rows } = await admin.query<{ waiting: boolean }>(
    'SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted) AS waiting',
  )
  return rows[0]?.waiting
}

async function indexes(admin: pg.Client): Promise<unknown[]> {
  const { rows } = await admin.query<{ name: string; valid: boolean }>(
    `SELECT relname AS name, indisvalid AS valid FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
    WHERE relname LIKE 'item_name%'`,
  )
  return rows
}

test('a migration that waits for a lock lets other queries pass every second, and is applied once the lock is free', async () => {
  await using database = await emptyDatabase()
  const { migrations, add } = await migrationsOf({ '1_table': TABLE })
  const session = await sessionOf(database)
  await migrate(session, migrations)
  await add('2_column', 'ALTER TABLE late.item ADD COLUMN more int')
  const holder = await sessionOf(database)
  await holder.query('BEGIN; SELECT FROM late.item')
  const migrating = migrate(session, migrations)
  await expect.poll(isWaiting(database.admin)).toBe(true)
  // Queued behind the migration, while the earlier lock is still held.
  const reader = await sessionOf(database)
  expect((await reader.query('SELECT FROM late.item')).rowCount).toBe(100)
  await holder.query('COMMIT')
  expect(await migrating).toEqual({ applied: ['2_column'], warnings: [] })
})

test('an index that a killed process left invalid is recreated by the next run', async () => {
  await using database = await emptyDatabase()
  const { migrations, add } = await migrationsOf({ '1_table': TABLE })
  const killed = await sessionOf(database)
  await migrate(killed, migrations)
  await add('2_index', INDEX)
  // The index waits for a transaction that wrote before it began.
  const holder = await sessionOf(database)
  await holder.query(`BEGIN; UPDATE late.item SET name = 'a' WHERE id = 1`)
  const migrating = migrate(killed, migrations).catch((error: unknown) => error)
  await expect.poll(() => indexes(database.admin)).toEqual([{ name: 'item_name_idx', valid: false }])
  await expect.poll(isWaiting(database.admin)).toBe(true)
  await database.admin.query('SELECT pg_terminate_backend($1)', [Reflect.get(killed, 'processID')])
  expect(String(await migrating)).toContain('Migration 2_index failed')
  await holder.query('COMMIT')
  expect(await indexes(database.admin)).toEqual([{ name: 'item_name_idx', valid: false }])
  expect((await migrate(await sessionOf(database), migrations)).applied).toEqual(['2_index'])
  expect(await indexes(database.admin)).toEqual([{ name: 'item_name_idx', valid: true }])
})

test('four processes that start together create an index once, during concurrent writes', async () => {
  await using database = await emptyDatabase()
  const { migrations } = await migrationsOf({ '1_table': TABLE, '2_index': INDEX })
  const sessions = await Promise.all([1, 2, 3, 4].map(() => sessionOf(database)))
  const ends = await Promise.all(sessions.map((session) => migrate(session, migrations)))
  expect(ends.flatMap(({ applied }) => applied).sort()).toEqual(['1_table', '2_index'])
  expect(await indexes(database.admin)).toEqual([{ name: 'item_name_idx', valid: true }])
})

test('an index is not created through a pooler, and the error names the command that creates it', async () => {
  await using database = await emptyDatabase()
  await using pooler = await startPgbouncer(database.url)
  const { migrations } = await migrationsOf({ '1_table': TABLE, '2_index': INDEX })
  await expect(migrate(await sessionOf(pooler), migrations)).rejects.toThrow('Run `roster migrate` once')
  expect((await migrate(await sessionOf(database), migrations)).applied).toEqual(['2_index'])
})
