import path from 'node:path'
import { causeOf } from '@roster/api'
import { openDatabase as open, type Db } from '@roster/db'
import type { Env } from './env.ts'
import type { Log } from './log.ts'

const BROKEN =
  'A connection to the database broke while nothing was asked of it; the next request opens another. Look at the server, and at what closes idle connections on the way.'

/** The database that the variables name: a PostgreSQL server, or the embedded one in DATA_DIR. */
export async function openDatabase(env: Env, log: Log): Promise<Db> {
  const where = env.DATABASE_URL ? { url: env.DATABASE_URL } : { dataDir: path.join(env.DATA_DIR, 'database') }
  const db = await open({
    ...where,
    onPoolError: (error) => {
      const cause = causeOf(error)
      log.warn({ cause: `connection ${cause.code}`, ...cause }, BROKEN)
    },
  })
  for (const warning of db.warnings) log.warn(warning)
  if (db.applied.length > 0) log.info({ migrations: db.applied }, 'migrations applied')
  return db
}
