import { postgresServer, type DatabaseServer } from './database-server.ts'
import type { Db } from './db.ts'
import { embeddedServer } from './embedded/embedded-server.ts'
import { DatabaseOpenError } from './failures/open-error.ts'
import { openServer } from './open-server.ts'

/**
 * A PostgreSQL server (15 or later), or an embedded database in a folder. `pooler`: whether one that gives each transaction
 * another connection stands in between, such as PgBouncer; if not given, that is found out.
 */
export type DatabaseOptions = { url: string; pooler?: boolean | undefined } | { dataDir: string }

/**
 * Opens the database and applies the migrations that it lacks; several processes may do so at once.
 * `onPoolError` is called when a connection breaks while no query waits for it; the pool replaces the connection.
 * Throws DatabaseOpenError when the database can't be reached, is in use, is too old or can't be migrated.
 */
export async function openDatabase(options: DatabaseOptions & { onPoolError?: (error: Error) => void }): Promise<Db> {
  return openServer(await serverOf(options), options.onPoolError)
}

/** Throws DatabaseOpenError when the folder can't be used, or the address is none. */
export async function serverOf(options: DatabaseOptions): Promise<DatabaseServer> {
  return 'dataDir' in options ? embeddedServer(options.dataDir) : readUrl(options.url, options.pooler)
}

function readUrl(url: string, pooler: boolean | undefined): DatabaseServer {
  try {
    return postgresServer(url, pooler)
  } catch {
    // Not kept as the cause: the parser's error quotes its input, password included.
    throw new DatabaseOpenError(
      'DATABASE_URL is not a URL. Roster can’t tell which database to use. Write it as postgresql://user:password@host:5432/database.',
    )
  }
}
