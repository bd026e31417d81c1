import type pg from 'pg'
import { row, text } from '../rows/columns.ts'
import { queryRows } from '../rows/query-rows.ts'
import { DatabaseOpenError } from './failures/open-error.ts'

/**
 * Sets the isolation that every statement of the mirror is written for, whatever the database's default, and makes sure
 * of it: under any other the revision's triggers miss what commits beside them, and one revision names two lists.
 */
export async function readCommitted(client: pg.ClientBase): Promise<void> {
  await client.query('SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED')
  await requireReadCommitted(client)
}

/** The same where a pooler stands in between: nothing that is set would last, so the default has to be the right one. */
export async function requireReadCommitted(client: pg.ClientBase): Promise<void> {
  const statement = `SELECT current_setting('transaction_isolation') AS level`
  const level = (await queryRows(client, row({ level: text }), statement))[0]?.level
  if (level === 'read committed') return
  throw new DatabaseOpenError(
    `The database’s connections keep the isolation level ${level}. Under it a changed list can keep its revision, and callers would keep the old one. Let the database and the pooler in between keep READ COMMITTED: ALTER ROLE … SET default_transaction_isolation = 'read committed'.`,
  )
}
