import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { createDatabaseHealth, embeddedHealth } from './database-health.ts'
import type { DatabaseServer } from './database-server.ts'
import type { Db } from './db.ts'
import { explainConnectError } from './failures/explain-connect-error.ts'
import { PrismaClient } from '../generated/prisma/client.ts'
import { migrate, type Migrated } from './migrations/migrate.ts'
import { readCommitted } from './read-committed.ts'
import { requireSupportedVersion } from './require-supported-version.ts'
import { ROSTER_MIGRATIONS } from './migrations/roster-migrations.ts'

/** Migrates the database of a server and opens it. */
export async function openServer(server: DatabaseServer, onPoolError: (error: Error) => void = () => {}): Promise<Db> {
  const { applied, warnings } = await prepare(server)
  const pool = createPool(server.requests, onPoolError)
  const background = server.background && createPool(server.background, onPoolError)
  const snapshots = server.snapshots && createPool(server.snapshots, onPoolError)
  const probe = server.probe && createPool(server.probe, onPoolError)
  const health = probe
    ? createDatabaseHealth(() => probe.query('SELECT 1'))
    : embeddedHealth(() => pool.query('SELECT 1'))
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool, { schema: 'roster' }) })

  const closeAll = async () => {
    await prisma.$disconnect()
    await Promise.all([pool.end(), background?.end(), snapshots?.end(), probe?.end()])
    await server.close()
  }
  let closing: Promise<void> | undefined
  const close = () => (closing ??= closeAll())
  return {
    prisma,
    pool,
    background: background ?? pool,
    snapshots: snapshots ?? pool,
    health,
    applied,
    warnings,
    close,
  }
}

async function prepare(server: DatabaseServer): Promise<Migrated> {
  // A connection of its own: a migration may take longer than any statement of the pools.
  const session = new pg.Client({ ...(server.background ?? server.requests), statement_timeout: false })
  session.on('error', () => {})
  try {
    await session.connect().catch((error: unknown) => {
      throw explainConnectError(error, server.name)
    })
    await requireSupportedVersion(session, server.name)
    await readCommitted(session)
    return await migrate(session, ROSTER_MIGRATIONS)
  } catch (error) {
    await session.end()
    await server.close()
    throw error
  } finally {
    await session.end()
  }
}

function createPool(config: pg.PoolConfig, onPoolError: (error: Error) => void): pg.Pool {
  // oxlint-disable-next-line typescript/no-misused-promises -- the pool waits for it, whatever its types say
  const pool = new pg.Pool({ ...config, onConnect: readCommitted })
  // The pool repeats the errors of idle clients only, and a client without a listener ends the process.
  pool.on('connect', (client) => client.on('error', onPoolError))
  pool.on('error', () => {})
  return pool
}
