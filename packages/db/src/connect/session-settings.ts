import type pg from 'pg'
import { row, text } from '../rows/columns.ts'
import { queryRows } from '../rows/query-rows.ts'
import { DatabaseOpenError } from './failures/open-error.ts'

/**
 * Sets and verifies what every statement of the mirror requires, whatever the database's defaults. Under another
 * isolation level than READ COMMITTED the revision's triggers miss concurrent commits, and one revision names two lists.
 * Without `array_nulls` a missing name in an array of names becomes the text NULL.
 */
export async function setSession(client: pg.ClientBase): Promise<void> {
  await client.query('SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED; SET array_nulls = on')
  await requireSession(client)
}

/** Verifies the same where a pooler is in between: a setting would not last, so the default has to be right. */
export async function requireSession(client: pg.ClientBase): Promise<void> {
  const statement = `SELECT current_setting('transaction_isolation') AS level, current_setting('array_nulls') AS nulls`
  const [{ level, nulls } = { level: 'unknown', nulls: 'unknown' }] = await queryRows(
    client,
    row({ level: text, nulls: text }),
    statement,
  )
  if (level !== 'read committed')
    throw new DatabaseOpenError(
      `The database’s connections keep the isolation level ${level}. Under it a changed list can keep its revision, and callers would keep the old one. Let the database and the pooler in between keep READ COMMITTED: ALTER ROLE … SET default_transaction_isolation = 'read committed'.`,
    )
  if (nulls !== 'on')
    throw new DatabaseOpenError(
      `The database’s connections keep array_nulls = ${nulls}. With it people without a name would be called “NULL”. Let the database and the pooler in between keep the default: ALTER ROLE … SET array_nulls = on.`,
    )
}
