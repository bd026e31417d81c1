import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { emptyDatabase } from '../../../testing/empty-database.ts'
import { openDatabase } from '../open-database.ts'

const migrations = path.resolve(import.meta.dirname, '../../../prisma/migrations')

test('eight processes that start together apply each migration once, as `prisma migrate deploy` records it', async () => {
  await using database = await emptyDatabase()
  const starts = await Promise.all(Array.from({ length: 8 }, () => openDatabase({ url: database.url.href })))
  onTestFinished(async () => {
    await Promise.all(starts.map((db) => db.close()))
  })
  const names = (await readdir(migrations, { withFileTypes: true })).filter((entry) => entry.isDirectory())
  const expected = await Promise.all(
    names
      .map(({ name }) => name)
      .toSorted()
      .map(async (name) => {
        const sql = await readFile(path.join(migrations, name, 'migration.sql'))
        return {
          migration_name: name,
          checksum: createHash('sha256').update(sql).digest('hex'),
          applied_steps_count: 1,
        }
      }),
  )
  expect(starts.flatMap(({ applied }) => applied).toSorted()).toEqual(expected.map((row) => row.migration_name))
  const { rows } = await database.admin.query(
    `SELECT migration_name, checksum, applied_steps_count FROM roster._prisma_migrations
    WHERE finished_at >= started_at AND rolled_back_at IS NULL AND logs IS NULL AND length(id) = 36 ORDER BY migration_name`,
  )
  expect(rows).toEqual(expected)
})

test('the table of records is identical to the one that `prisma migrate` creates', async () => {
  await using database = await emptyDatabase()
  await (await openDatabase({ url: database.url.href })).close()
  const { rows } = await database.admin.query<{ column: string }>(
    `SELECT concat_ws(' ', attname, format_type(atttypid, atttypmod), CASE WHEN attnotnull THEN 'required' END,
      'default ' || pg_get_expr(adbin, adrelid)) AS "column"
    FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    WHERE attrelid = 'roster._prisma_migrations'::regclass AND attnum > 0 ORDER BY attnum`,
  )
  expect(rows.map(({ column }) => column)).toEqual([
    'id character varying(36) required',
    'checksum character varying(64) required',
    'finished_at timestamp with time zone',
    'migration_name character varying(255) required',
    'logs text',
    'rolled_back_at timestamp with time zone',
    'started_at timestamp with time zone required default now()',
    'applied_steps_count integer required default 0',
  ])
})
