import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { createDb } from './create-db.ts'

const migrations = path.resolve(import.meta.dirname, '../../prisma/migrations')

/** An empty database, without any migration. */
async function emptyDatabase(): Promise<string> {
  const name = `roster_empty_${process.pid}_${Date.now()}`
  const url = new URL(process.env['DATABASE_URL'] ?? '')
  const server = new pg.Client({ connectionString: url.href })
  await server.connect()
  await server.query(`CREATE DATABASE ${name}`)
  onTestFinished(async () => {
    await server.query(`DROP DATABASE ${name} WITH (FORCE)`)
    await server.end()
  })
  url.pathname = `/${name}`
  return url.href
}

test('eight processes that start together apply each migration once, as `prisma migrate deploy` records it', async () => {
  const url = await emptyDatabase()
  const starts = await Promise.all(Array.from({ length: 8 }, () => createDb({ url })))
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
  const [db] = starts
  const { rows } = (await db?.pool.query(
    `SELECT migration_name, checksum, applied_steps_count FROM _prisma_migrations
    WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name`,
  )) ?? { rows: [] }
  expect(rows).toEqual(expected)
})
