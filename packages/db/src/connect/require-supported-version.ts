import type pg from 'pg'
import { number, row } from '../rows/columns.ts'
import { queryRows } from '../rows/query-rows.ts'
import { DatabaseOpenError } from './failures/open-error.ts'

const OLDEST = 15

export async function requireSupportedVersion(session: pg.ClientBase, name: string): Promise<void> {
  const statement = `SELECT current_setting('server_version_num')::int / 10000 AS version`
  const version = (await queryRows(session, row({ version: number }), statement))[0]?.version ?? 0
  if (version >= OLDEST) return
  throw new DatabaseOpenError(
    `The ${name} is PostgreSQL ${version}. Roster needs ${OLDEST} or later, and would fail half-way through its migrations. Upgrade the server, or name another one in DATABASE_URL.`,
  )
}
