import type { PGlite } from '@electric-sql/pglite'
import type { DatabaseServer } from '../database-server.ts'
import { PgliteSocket } from './pglite-socket.ts'

/** Lets `pg` connect to a PGlite, once at a time; whoever made it closes it. */
export function servePglite(pglite: PGlite): Pick<DatabaseServer, 'requests' | 'name'> {
  const requests = {
    stream: () => new PgliteSocket(pglite),
    max: 1,
    // A caller that holds the connection and asks for another would wait for ever.
    connectionTimeoutMillis: 60_000,
    // Spelled out, so that no PG* variable of the environment applies.
    user: 'postgres',
    database: 'postgres',
    ssl: false,
  }
  return { requests, name: 'embedded database' }
}
