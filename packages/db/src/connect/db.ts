import type pg from 'pg'
import type { PrismaClient } from '../generated/prisma/client.ts'
import type { DatabaseHealth } from './database-health.ts'

/** An open, migrated database. */
export type Db = {
  /** The Prisma client, on `pool`. */
  prisma: PrismaClient
  /** For requests: short reads and writes of at most 2 s each. */
  pool: pg.Pool
  /**
   * For webhooks. Those about one organization wait for each other, and many of them must not keep reads waiting. The
   * same pool if embedded.
   */
  webhooks: pg.Pool
  /** For reconcile and resync, apart from `pool` so that they cannot delay requests. The same pool if embedded. */
  background: pg.Pool
  /** For lists of many thousand members, which exceed the statement timeout of requests. The same pool if embedded. */
  snapshots: pg.Pool
  health: DatabaseHealth
  /** Whether a pooler such as PgBouncer is in between. */
  pooled: boolean
  /** Names of the migrations that this start applied. */
  applied: string[]
  /** Sentences for the log about differences between the database and the migrations of this version. */
  warnings: string[]
  /** Closes the pools after pending queries. May be called twice. */
  close: () => Promise<void>
}
