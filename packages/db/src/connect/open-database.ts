import { postgresServer } from './database-server.ts'
import type { Db } from './db.ts'
import { embeddedServer } from './embedded/embedded-server.ts'
import { DatabaseOpenError } from './failures/open-error.ts'
import { openServer } from './open-server.ts'

/** A PostgreSQL server (15 or later), or an embedded database in a folder. */
export type DatabaseOptions = { url: string } | { dataDir: string }

/**
 * Opens the database and applies the migrations that it lacks; several processes may do so at once.
 * `onPoolError` is called when a connection breaks while no query waits for it; the pool replaces the connection.
 * Throws DatabaseOpenError when the database can't be reached, is in use, is too old or can't be migrated.
 */
export async function openDatabase(options: DatabaseOptions & { onPoolError?: (error: Error) => void }): Promise<Db> {
  if ('dataDir' in options) return openServer(await embeddedServer(options.dataDir), options.onPoolError)
  return openServer(readUrl(options.url), options.onPoolError)
}

function readUrl(url: string) {
  try {
    return postgresServer(url)
  } catch {
    // Not kept as the cause: the parser's error quotes its input, password included.
    throw new DatabaseOpenError(
      'DATABASE_URL is not a URL. Roster can’t tell which database to use. Write it as postgresql://user:password@host:5432/database.',
    )
  }
}
