import { fileURLToPath } from 'node:url'
import type { Migrations } from './migrate.ts'

/** The package's own. */
export const ROSTER_MIGRATIONS: Migrations = {
  schema: 'roster',
  // The same from src/ and from dist/.
  folder: fileURLToPath(new URL('../../../prisma/migrations/', import.meta.url)),
}
