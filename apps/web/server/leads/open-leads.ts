import { fileURLToPath } from 'node:url'
import { migrate, type Db, type Migrated, type Migrations } from '@roster/db'
import type { Log } from '../log.ts'
import { createLeadsStore, type LeadsStore } from './leads-store.ts'

export const LEADS_MIGRATIONS: Migrations = {
  schema: 'leads',
  folder: fileURLToPath(new URL('prisma/migrations/', import.meta.url)),
}

/** Opens the leads in Roster's database, in their own schema, which is created if it is missing. */
export async function openLeads(db: Db, log: Log): Promise<LeadsStore> {
  const { applied, warnings } = await migrateLeads(db)
  for (const warning of warnings) log.warn(warning)
  if (applied.length > 0) log.info({ migrations: applied }, 'migrations applied')
  return createLeadsStore(db)
}

export async function migrateLeads(db: Db): Promise<Migrated> {
  const session = await db.background.connect()
  try {
    return await migrate(session, LEADS_MIGRATIONS)
  } finally {
    session.release()
  }
}
