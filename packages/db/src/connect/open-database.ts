import { postgresServer, type DatabaseServer } from './database-server.ts'
import type { Db } from './db.ts'
import { DatabaseOpenError } from './failures/open-error.ts'
import { openServer } from './open-server.ts'

/**
 * A PostgreSQL server (15 or later), or an embedded database in a folder. `pooler`: whether a pooler that gives each
 * transaction another connection, such as PgBouncer, is in between; detected if not given.
 */
export type DatabaseOptions = { url: string; pooler?: boolean | undefined } | { dataDir: string }

/**
 * Opens the database and applies the migrations that it lacks. Several processes may do so at once. `onPoolError` is
 * called when an idle connection breaks; the pool replaces the connection. Throws DatabaseOpenError if the database
 * cannot be reached, is in use, is too old or cannot be migrated.
 */
export async function openDatabase(options: DatabaseOptions & { onPoolError?: (error: Error) => void }): Promise<Db> {
  return openServer(await serverOf(options), options.onPoolError)
}

/** Returns the server for these options. Throws DatabaseOpenError if the folder is unusable or the URL is invalid. */
export async function serverOf(options: DatabaseOptions): Promise<DatabaseServer> {
  if ('url' in options) return readUrl(options.url, options.pooler)
  const { embeddedServer } = await import('./embedded/embedded-server.ts')
  return embeddedServer(options.dataDir)
}

function readUrl(url: string, pooler: boolean | undefined): DatabaseServer {
  // Without one the driver would connect to whatever answers on this machine.
  if (!url)
    throw new DatabaseOpenError(
      'DATABASE_URL is empty. Roster can’t tell which database to use. Load the .env file, or set it to postgresql://user:password@host:5432/database.',
    )
  try {
    // A / or # in a password ends the host's part of a URL: the rest would be taken, and shown, as the database's name.
    if (/^\w+:\/\/[^/?#]*[/#][^?]*@/.test(url)) throw new Error('not encoded')
    return postgresServer(url, pooler)
  } catch (cause) {
    // The parser reads the files that sslrootcert, sslcert and sslkey name.
    if (cause instanceof Error && 'path' in cause) {
      throw new DatabaseOpenError(
        `A file that DATABASE_URL names can’t be read: ${cause.message}. Without it Roster can’t connect. Correct sslrootcert, sslcert or sslkey there, or let this user read the file.`,
      )
    }
    // Not passed on as the cause: the parser's error quotes its input, including the password.
    throw new DatabaseOpenError(
      'DATABASE_URL is not a URL. Roster can’t tell which database to use. Write it as postgresql://user:password@host:5432/database, with special characters of the password percent-encoded (/ as %2F).',
    )
  }
}
