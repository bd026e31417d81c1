import type pg from 'pg'
import { flag, number, row, text } from '../rows/columns.ts'
import { queryRows } from '../rows/query-rows.ts'
import { clockAhead } from './clock-difference.ts'
import { serverOf, type DatabaseOptions } from './open-database.ts'
import { openSession } from './open-session.ts'
import { pendingMigrations, type Migrations } from './migrations/migrate.ts'
import { ROSTER_MIGRATIONS } from './migrations/roster-migrations.ts'

type Settings = { version: number; role: string; isolation: string; replica: boolean; readOnly: boolean }

const isSettings = row<Settings>({ version: number, role: text, isolation: text, replica: flag, readOnly: flag })

/** The facts about a database that an operator needs before starting Roster on it. */
export type DatabaseFacts = Settings & {
  /** Names the database in messages; never contains a password. */
  name: string
  pooled: boolean
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
      for (const each of [ROSTER_MIGRATIONS, ...others]) pending.push(...(await pendingMigrations(session, each)))
      return { name: server.name, pooled, ...settings, aheadMs: await clockAhead(session), pending }
    } finally {
      await session.end()
    }
  } finally {
    await server.close()
  }
}

async function readSettings(session: pg.ClientBase): Promise<Settings> {
  const [settings] = await queryRows(
    session,
    isSettings,
    `SELECT current_setting('server_version_num')::int / 10000 AS version, current_user::text AS role,
      current_setting('default_transaction_isolation') AS isolation, pg_is_in_recovery() AS replica,
      current_setting('transaction_read_only') = 'on' AS "readOnly"`,
  )
  if (settings) return settings
  throw new Error('The database returned nothing about itself, so it can’t be checked. Look at its log.')
}
