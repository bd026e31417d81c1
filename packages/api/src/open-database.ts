import { openDatabase as open, type DatabaseOptions, type Db } from '@roster/db'
import { causeOf } from './cause-of.ts'
import { createLog, type RosterLog } from './log.ts'

const BROKEN =
  'A connection to the database broke while it was idle; the next request opens another. Look at the server, and at what closes idle connections in between.'

/** Opens and migrates a database, for Roster and for whatever of the host's lies beside it. Throws an error with advice. */
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
