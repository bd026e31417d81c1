import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { createDatabaseHealth, embeddedHealth } from './database-health.ts'
import type { DatabaseServer } from './database-server.ts'
import type { Db } from './db.ts'
import { DatabaseOpenError } from './failures/open-error.ts'
import { PrismaClient } from '../generated/prisma/client.ts'
import { migrate, type Migrated } from './migrations/migrate.ts'
import { openSession } from './open-session.ts'
import { requireSession, setSession } from './session-settings.ts'
import { readSettings, requireWritable, unsupported } from './server-settings.ts'
import { rosterMigrations } from './migrations/roster-migrations.ts'
import { withoutNames } from './pooler/without-names.ts'

export async function openServer(server: DatabaseServer, onPoolError: (error: Error) => void = () => {}): Promise<Db> {
  const { applied, warnings, pooled } = await prepare(server)
  const open = (config: pg.PoolConfig) => createPool(config, pooled, onPoolError)
  const pool = open(server.requests)
  const openOther = (config?: pg.PoolConfig) => (config ? open(config) : pool)
  const webhooks = openOther(server.webhooks)
  const background = openOther(server.background)
  const snapshots = openOther(server.snapshots)
  const probe = openOther(server.probe)
  const createHealth = server.probe ? createDatabaseHealth : embeddedHealth
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool, { schema: 'roster' }) })

  const closeAll = async () => {
    await prisma.$disconnect()
    const pools = new Set([pool, webhooks, background, snapshots, probe])
    await Promise.all([...pools].map((each) => each.end()))
    await server.close()
  }
  let closing: Promise<void> | undefined
  const close = () => (closing ??= closeAll())
  return {
    prisma,
    pool,
    webhooks,
    background,
    snapshots,
    health: createHealth(() => probe.query('SELECT 1')),
    pooled,
    applied,
    warnings,
    close,
  }
}

async function prepare(server: DatabaseServer): Promise<Migrated & { pooled: boolean }> {
  try {
    const { session, pooled } = await openSession(server)
    try {
      const settings = await readSettings(session)
      const problem = unsupported(settings, server.name)
      if (problem !== null) throw new DatabaseOpenError(problem)
      await (pooled ? requireSession(session) : setSession(session))
      requireWritable(settings, server.name)
      return { ...(await migrate(session, rosterMigrations())), pooled }
    } finally {
      await session.end()
    }
  } catch (error) {
    await server.close()
    throw error
  }
}

function createPool(config: pg.PoolConfig, pooled: boolean, onPoolError: (error: Error) => void): pg.Pool {
  const pool = new pg.Pool({
    ...config,
    // A pooler rejects it as a startup parameter, and a later SET would not last: only the client's own limit remains.
    ...(pooled && { statement_timeout: false }),
    // oxlint-disable-next-line typescript/no-misused-promises -- the pool awaits it, contrary to its types
    onConnect: pooled ? requireSession : setSession,
  })
  // The pool forwards only the errors of idle clients, and an error of a client without a listener ends the process.
  pool.on('connect', (client) => client.on('error', onPoolError))
  if (pooled) pool.on('connect', withoutNames)
  pool.on('error', () => {})
  return pool
}
