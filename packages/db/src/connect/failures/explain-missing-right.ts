import pg from 'pg'
import { flag, row, text } from '../../rows/columns.ts'
import { queryRows } from '../../rows/query-rows.ts'
import { causesOf } from './error-causes.ts'
import { DatabaseOpenError } from './open-error.ts'

/** Converts a missing right to create in this schema to an error with the granting statement. Keeps other errors. */
export async function explainMissingRight(error: unknown, session: pg.ClientBase, schema: string): Promise<unknown> {
  if (!causesOf(error).some(({ code }) => code === '42501')) return error
  const name = pg.escapeIdentifier(schema)
  const [found] = await queryRows(
    session,
    row({ role: text, database: text, exists: flag }),
    'SELECT current_user AS role, current_database() AS database, to_regnamespace($1) IS NOT NULL AS exists',
    [name],
  )
  const { role = '', database = '', exists = false } = found ?? {}
  const to = pg.escapeIdentifier(role)
  const [what, statement] = exists
    ? [`use the schema ${schema}`, `GRANT USAGE, CREATE ON SCHEMA ${name} TO ${to};`]
    : [`create the schema ${schema}`, `CREATE SCHEMA ${name} AUTHORIZATION ${to};`]
  return new DatabaseOpenError(
    `The role ${role} may not ${what} in the database ${database}. Its tables belong there, so nothing can start without it. Let the owner of the database run this, then start again: ${statement}`,
    { cause: error },
  )
}
