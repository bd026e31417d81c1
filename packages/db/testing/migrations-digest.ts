import { createHash } from 'node:crypto'
import { readMigrations } from '../src/connect/migrations/read-migrations.ts'
import { rosterMigrations } from '../src/connect/migrations/roster-migrations.ts'

/** A digest that changes with any migration. It identifies the migrations of a template database. */
export async function migrationsDigest(): Promise<string> {
  const digest = createHash('sha256')
  for (const { name, checksum } of await readMigrations(rosterMigrations().folder))
    digest.update(`${name} ${checksum}\n`)
  return digest.digest('hex').slice(0, 16)
}
