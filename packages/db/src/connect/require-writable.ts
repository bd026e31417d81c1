import type pg from 'pg'
import { flag, row } from '../rows/columns.ts'
import { queryRows } from '../rows/query-rows.ts'
import { DatabaseOpenError } from './failures/open-error.ts'

/** Rejects a read-only server: it could store neither webhooks nor reads of Clerk. */
export async function requireWritable(session: pg.ClientBase, name: string): Promise<void> {
  const statement = `SELECT pg_is_in_recovery() AS replica, current_setting('transaction_read_only') = 'on' AS "readOnly"`
  const [found] = await queryRows(session, row({ replica: flag, readOnly: flag }), statement)
  const [what, todo] = found?.replica
    ? ['is a replica, which takes no writes', 'Name the primary in DATABASE_URL']
    : [
        'takes no writes from this role by default (default_transaction_read_only)',
        'Let ALTER ROLE … SET default_transaction_read_only = off apply to it, or make room if the server’s disk is full',
      ]
  if (!found?.replica && !found?.readOnly) return
  throw new DatabaseOpenError(
    `The ${name} ${what}. Roster keeps a copy of Clerk there, so it can't start. ${todo}, then start again.`,
  )
}
