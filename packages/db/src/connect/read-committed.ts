import type pg from 'pg'
import { row, text } from '../rows/columns.ts'
import { queryRows } from '../rows/query-rows.ts'
import { DatabaseOpenError } from './failures/open-error.ts'

/**
 * Sets and verifies READ COMMITTED, whatever the database's default: every statement of the mirror requires it. Under
 * any other level the revision's triggers miss concurrent commits, and one revision names two lists.
 */
export async function readCommitted(client: pg.ClientBase): Promise<void> {
  await client.query('SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED')
  await requireReadCommitted(client)
}

/** Verifies READ COMMITTED where a pooler is in between: a setting would not last, so the default has to be right. */
export async function requireReadCommitted(client: pg.ClientBase): Promise<void> {
  const statement = `SELECT current_setting('transaction_isolation') AS level`
  const level = (await queryRows(client, row({ level: text }), statement))[0]?.level
  if (level === 'read committed') return
  throw new DatabaseOpenError(
    `The database’s connections keep the isolation level ${level}. Under it a changed list can keep its revision, and callers would keep the old one. Let the database and the pooler in between keep READ COMMITTED: ALTER ROLE … SET default_transaction_isolation = 'read committed'.`,
  )
}
