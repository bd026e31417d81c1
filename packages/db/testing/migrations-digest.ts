import { createHash } from 'node:crypto'
import { readMigrations } from '../src/connect/migrations/read-migrations.ts'
import { ROSTER_MIGRATIONS } from '../src/connect/migrations/roster-migrations.ts'

/** Changes with any migration: what a template database was made from. */
export async function migrationsDigest(): Promise<string> {
  const digest = createHash('sha256')
  for (const { name, checksum } of await readMigrations(ROSTER_MIGRATIONS.folder))
    digest.update(`${name} ${checksum}\n`)
  return digest.digest('hex').slice(0, 16)
}
