import { fileURLToPath } from 'node:url'
import { migrate, type Db } from '@roster/db'
import type { Log } from '../log.ts'
import { createLeadsStore, type LeadsStore } from './leads-store.ts'

const MIGRATIONS = { schema: 'leads', folder: fileURLToPath(new URL('prisma/migrations/', import.meta.url)) }

/** The leads in Roster's database, in a schema of their own that this creates where it is missing. */
export async function openLeads(db: Db, log: Log): Promise<LeadsStore> {
  const session = await db.background.connect()
  try {
    const { applied, warnings } = await migrate(session, MIGRATIONS)
    for (const warning of warnings) log.warn(warning)
    if (applied.length > 0) log.info({ migrations: applied }, 'migrations applied')
  } finally {
    session.release()
  }
  return createLeadsStore(db)
}
