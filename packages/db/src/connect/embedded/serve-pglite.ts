import type { PGlite } from '@electric-sql/pglite'
import type { DatabaseServer } from '../database-server.ts'
import { PgliteSocket } from './pglite-socket.ts'
import { createTurns } from './turns.ts'

/** Lets `pg` connect to a PGlite; whoever made it closes it. */
export function servePglite(pglite: PGlite): Pick<DatabaseServer, 'requests' | 'background' | 'name'> {
  const turns = createTurns()
  // Spelled out, so that no PG* variable of the environment applies.
  const common = { stream: () => new PgliteSocket(pglite, turns), user: 'postgres', database: 'postgres', ssl: false }
  return { requests: { ...common, max: 5 }, background: { ...common, max: 2 }, name: 'embedded database' }
}
