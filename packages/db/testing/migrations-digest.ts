import { createHash } from 'node:crypto'
import { MIGRATIONS, readMigrations } from '../src/connect/migrate.ts'

/** Changes with any migration: what a template database was made from. */
export async function migrationsDigest(): Promise<string> {
  const digest = createHash('sha256')
  for (const { name, checksum } of await readMigrations(MIGRATIONS)) digest.update(`${name} ${checksum}\n`)
  return digest.digest('hex').slice(0, 16)
}
