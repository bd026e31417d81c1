import type pg from 'pg'
import type { PrismaClient } from '../generated/prisma/client.ts'
import type { DatabaseHealth } from './database-health.ts'

/** An open database, migrated. */
export type Db = {
  /** Prisma's client, on `pool`. */
  prisma: PrismaClient
  /** For requests: short reads and writes, at most 2 s each. */
  pool: pg.Pool
  /** For reconcile and resync: apart from `pool`, so that they can't keep requests waiting; the same where it is embedded. */
  background: pg.Pool
  /** For lists of many thousand members, which take longer than a request's statement may; the same where it is embedded. */
  snapshots: pg.Pool
  health: DatabaseHealth
  /** Whether a pooler stands in between, such as PgBouncer. */
  pooled: boolean
  /** Names of the migrations that this start applied. */
  applied: string[]
  /** Sentences for the log: the database and the migrations of this version differ. */
  warnings: string[]
  /** Waits for what is in flight. May be called twice. */
  close: () => Promise<void>
}
