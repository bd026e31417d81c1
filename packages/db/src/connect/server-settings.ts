import type pg from 'pg'
import { flag, number, row, text } from '../rows/columns.ts'
import { queryRows } from '../rows/query-rows.ts'
import { DatabaseOpenError } from './failures/open-error.ts'

export type Settings = {
  version: number
  encoding: string
  role: string
  isolation: string
  replica: boolean
  readOnly: boolean
}

const isSettings = row<Settings>({
  version: number,
  encoding: text,
  role: text,
  isolation: text,
  replica: flag,
  readOnly: flag,
})
const OLDEST = 15
// SQL_ASCII keeps the bytes of UTF-8 as they are.
const ENCODINGS = new Set(['UTF8', 'SQL_ASCII'])

export async function readSettings(session: pg.ClientBase): Promise<Settings> {
  const [settings] = await queryRows(
    session,
    isSettings,
    `SELECT current_setting('server_version_num')::int / 10000 AS version,
      current_setting('server_encoding') AS encoding, current_user::text AS role,
      current_setting('default_transaction_isolation') AS isolation, pg_is_in_recovery() AS replica,
      current_setting('transaction_read_only') = 'on' AS "readOnly"`,
  )
  if (settings) return settings
  throw new Error('The database returned nothing about itself, so it can’t be checked. Look at its log.')
}

/** Why Roster can't use this database, whatever its role and state; null if it can. */
export function unsupported({ version, encoding }: Settings, name: string): string | null {
  if (version < OLDEST)
    return `The ${name} is PostgreSQL ${version}. Roster needs ${OLDEST} or later, and would fail half-way through its migrations. Upgrade the server, or name another one in DATABASE_URL.`
  if (!ENCODINGS.has(encoding))
    return `The ${name} has the encoding ${encoding}, in which most names of people can't be stored. One of them would stop the mirror of all. Name one with UTF8 in DATABASE_URL: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0.`
  return null
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
