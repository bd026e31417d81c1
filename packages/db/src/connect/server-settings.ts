import type pg from 'pg'
import { flag, number, row, text } from '../rows/columns.ts'
import { queryRows } from '../rows/query-rows.ts'
import { DatabaseOpenError } from './failures/open-error.ts'

export type Settings = { version: number; role: string; isolation: string; replica: boolean; readOnly: boolean }

const isSettings = row<Settings>({ version: number, role: text, isolation: text, replica: flag, readOnly: flag })
const OLDEST = 15

export async function readSettings(session: pg.ClientBase): Promise<Settings> {
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

export function requireSupportedVersion({ version }: Settings, name: string): void {
  if (version >= OLDEST) return
  throw new DatabaseOpenError(
    `The ${name} is PostgreSQL ${version}. Roster needs ${OLDEST} or later, and would fail half-way through its migrations. Upgrade the server, or name another one in DATABASE_URL.`,
  )
}

/** Rejects a read-only server: it could store neither webhooks nor reads of Clerk. */
export function requireWritable({ replica, readOnly }: Settings, name: string): void {
  if (!replica && !readOnly) return
  const [what, todo] = replica
    ? ['is a replica, which takes no writes', 'Name the primary in DATABASE_URL']
    : [
        'takes no writes from this role by default (default_transaction_read_only)',
        'Let ALTER ROLE … SET default_transaction_read_only = off apply to it, or make room if the server’s disk is full',
      ]
  throw new DatabaseOpenError(
    `The ${name} ${what}. Roster keeps a copy of Clerk there, so it can't start. ${todo}, then start again.`,
  )
}
