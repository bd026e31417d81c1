import type pg from 'pg'
import { number, row } from '../../rows/columns.ts'
import { queryRows } from '../../rows/query-rows.ts'

/** Whether a pooler stands in between: it gives its own process id when it takes a connection, PostgreSQL that of the backend. */
export async function isPooled(session: pg.ClientBase): Promise<boolean> {
  const [found] = await queryRows(session, row({ pid: number }), 'SELECT pg_backend_pid() AS pid')
  return found?.pid !== Reflect.get(session, 'processID')
}
