import path from 'node:path'
import type { DatabaseOptions } from '@roster/db'
import type { DatabaseEnv } from './env.ts'

/** The database of the environment: a PostgreSQL server, or the embedded one in DATA_DIR. */
export function databaseOf({ DATABASE_URL, DATABASE_POOLER, DATA_DIR }: DatabaseEnv): DatabaseOptions {
  return DATABASE_URL ? { url: DATABASE_URL, pooler: DATABASE_POOLER } : { dataDir: path.join(DATA_DIR, 'database') }
}
