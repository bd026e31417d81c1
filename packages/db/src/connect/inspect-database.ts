import { clockAhead } from './clock-difference.ts'
import { serverOf, type DatabaseOptions } from './open-database.ts'
import { openSession } from './open-session.ts'
import { pendingMigrations, type Migrations } from './migrations/migrate.ts'
import { rosterMigrations } from './migrations/roster-migrations.ts'
import { readSettings, unsupported, type Settings } from './server-settings.ts'

/** The facts about a database that an operator needs before starting Roster on it. */
export type DatabaseFacts = Settings & {
  /** Names the database in messages; never contains a password. */
  name: string
  pooled: boolean
  /** Why Roster can't use it, whatever its role and state; null if it can. */
  unsupported: string | null
  /** Milliseconds by which its clock is ahead of this process's, as a lower bound. */
  aheadMs: number
  /** Migrations that it lacks: Roster's, then those in `others`. */
  pending: string[]
}

/** Inspects a database without changing it. Throws DatabaseOpenError if it cannot be reached or is in use. */
export async function inspectDatabase(options: DatabaseOptions, others: Migrations[] = []): Promise<DatabaseFacts> {
  const server = await serverOf(options)
  try {
    const { session, pooled } = await openSession(server)
    try {
      const settings = await readSettings(session)
      const pending: string[] = []
      for (const each of [rosterMigrations(), ...others]) pending.push(...(await pendingMigrations(session, each)))
      const { name } = server
      const facts = { name, pooled, ...settings, unsupported: unsupported(settings, name) }
      return { ...facts, aheadMs: await clockAhead(session), pending }
    } finally {
      await session.end()
    }
  } finally {
    await server.close()
  }
}
