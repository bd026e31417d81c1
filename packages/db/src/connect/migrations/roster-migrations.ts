import { fileURLToPath } from 'node:url'
import type { Migrations } from './migrate.ts'

export const ROSTER_MIGRATIONS: Migrations = {
  schema: 'roster',
  // Resolves to the same folder from src/ and from dist/.
  folder: fileURLToPath(new URL('../../../prisma/migrations/', import.meta.url)),
}
