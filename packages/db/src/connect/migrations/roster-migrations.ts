import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { DatabaseOpenError } from '../failures/open-error.ts'
import type { Migrations } from './migrate.ts'

const FIRST = '20261128100000_roster'

/** Throws DatabaseOpenError if this code lies elsewhere than in its package: a host may have migrations of its own there. */
export function rosterMigrations(code = import.meta.url): Migrations {
  // Resolves to the same folder from src/ and from dist/.
  const folder = fileURLToPath(new URL('../../../prisma/migrations/', code))
  if (!existsSync(folder + FIRST)) throw new DatabaseOpenError(BUNDLED)
  return { schema: 'roster', folder }
}

const BUNDLED =
  'Roster’s code is not beside its migrations, so the database can’t be opened. A bundler has moved it. Exclude @roster/api and @roster/db from the bundle, as serverExternalPackages does in Next.js.'
