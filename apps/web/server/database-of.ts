import path from 'node:path'
import type { Env } from './env.ts'

/** The database that the variables name: a PostgreSQL server, or the embedded one in DATA_DIR. */
export function databaseOf({ DATABASE_URL, DATA_DIR }: Env): { url: string } | { dataDir: string } {
  return DATABASE_URL ? { url: DATABASE_URL } : { dataDir: path.join(DATA_DIR, 'database') }
}
