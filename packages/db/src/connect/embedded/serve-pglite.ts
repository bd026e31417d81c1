import type { PGlite } from '@electric-sql/pglite'
import type { DatabaseServer } from '../database-server.ts'
import { PgliteSocket } from './pglite-socket.ts'

/** Connects `pg` to a PGlite, one client at a time. The creator of the PGlite closes it. */
export function servePglite(pglite: PGlite): Pick<DatabaseServer, 'requests' | 'name'> {
  const requests = {
    stream: () => new PgliteSocket(pglite),
    max: 1,
    // Without a limit, a caller that holds the connection and requests another would wait forever.
    connectionTimeoutMillis: 60_000,
    // Explicit, so that no PG* variable of the environment applies.
    user: 'postgres',
    database: 'postgres',
    ssl: false,
  }
  return { requests, name: 'embedded database' }
}
