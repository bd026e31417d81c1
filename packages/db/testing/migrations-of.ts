import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import type { Migrations } from '../src/connect/migrations/migrate.ts'

type Added = { migrations: Migrations; add: (name: string, sql: string) => Promise<void> }

/** Creates a folder of these migrations, by name, for the schema `late`, until the test ends. More can be added. */
export async function migrationsOf(first: Record<string, string>): Promise<Added> {
  const folder = await mkdtemp(path.join(tmpdir(), 'roster-migrations-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const add = async (name: string, sql: string) => {
    await mkdir(path.join(folder, name))
    await writeFile(path.join(folder, name, 'migration.sql'), sql)
  }
  for (const [name, sql] of Object.entries(first)) await add(name, sql)
  return { migrations: { schema: 'late', folder }, add }
}
