import pg from 'pg'
import type { DatabaseServer } from './database-server.ts'
import { explainConnectError } from './failures/explain-connect-error.ts'
import { isPooled } from './pooler/is-pooled.ts'

/** Opens a separate connection for work that exceeds the statement timeout of the pools. `pooled`: through a pooler. */
export async function openSession(server: DatabaseServer): Promise<{ session: pg.Client; pooled: boolean }> {
  const config = server.background ?? server.requests
  const session = new pg.Client({ ...config, statement_timeout: false, query_timeout: 0 })
  session.on('error', () => {})
  try {
    await session.connect()
    return { session, pooled: server.pooler ?? (server.probe !== undefined && (await isPooled(session))) }
  } catch (error) {
    await session.end()
    throw explainConnectError(error, server.name)
  }
}
