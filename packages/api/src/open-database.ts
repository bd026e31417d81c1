import { openDatabase as open, type DatabaseOptions, type Db } from '@roster/db'
import { causeOf } from './cause-of.ts'
import { createLog, type RosterLog } from './log.ts'

const BROKEN =
  'An idle connection to the database was closed; the next request opens another. Check the server, and any proxy that closes idle connections.'

/** Opens and migrates a database, which may also hold the host's own schemas. Throws an error that says what to do. */
export async function openDatabase(where: DatabaseOptions, host: RosterLog): Promise<Db> {
  const log = createLog(host)
  const db = await open({
    ...where,
    onPoolError: (error) => {
      const cause = causeOf(error)
      log.warn({ ...cause, cause: `connection ${cause.code}` }, BROKEN)
    },
  })
  for (const warning of db.warnings) log.warn({}, warning)
  if (db.applied.length > 0) log.info({ migrations: db.applied }, 'migrations applied')
  return db
}
