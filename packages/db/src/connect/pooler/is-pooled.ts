import type pg from 'pg'
import { number, row } from '../../rows/columns.ts'
import { queryRows } from '../../rows/query-rows.ts'

/** Whether a pooler is in between: a pooler reports its own process id on connect, PostgreSQL that of the backend. */
export async function isPooled(session: pg.ClientBase): Promise<boolean> {
  const [found] = await queryRows(session, row({ pid: number }), 'SELECT pg_backend_pid() AS pid')
  return found?.pid !== Reflect.get(session, 'processID')
}
