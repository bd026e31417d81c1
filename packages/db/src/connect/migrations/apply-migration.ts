import type pg from 'pg'
import { flag, row } from '../../rows/columns.ts'
import { queryRows } from '../../rows/query-rows.ts'
import { causesOf } from '../failures/error-causes.ts'
import { explainMissingRight } from '../failures/explain-missing-right.ts'
import { DatabaseOpenError } from '../failures/open-error.ts'
import { createRecords, isRecorded, recordMigration } from './migration-records.ts'
import type { Migration } from './read-migrations.ts'

// The advisory lock that `prisma migrate` takes.
const MIGRATION_LOCK = 72707369

// Short, because every query that queues behind the migration waits as long as the migration does.
const LOCK_TIMEOUT = '1s'

/**
 * `busy`: another process migrates. `refused`: another session holds a lock that the migration needs. `known`: another
 * process has already applied it.
 */
export type Outcome = 'applied' | 'busy' | 'refused' | 'known'

/** Applies a migration and its record in one transaction, if its locks are free. */
export async function applyMigration(session: pg.ClientBase, schema: string, migration: Migration): Promise<Outcome> {
  let isApplying = false
  try {
    await session.query('BEGIN')
    const outcome = await prepare()
    if (outcome !== 'ready') {
      await session.query('ROLLBACK')
      return outcome
    }
    isApplying = true
    await session.query(`SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'`)
    await session.query(migration.sql)
    await recordMigration(session, schema, migration)
    await session.query('COMMIT')
    return 'applied'
  } catch (cause) {
    await session.query('ROLLBACK')
    if (!isApplying) throw await explainMissingRight(cause, session, schema)
    if (causesOf(cause).some(({ code }) => code === '55P03')) return 'refused'
    throw failed(migration, cause, 'It was rolled back, and')
  }

  async function prepare(): Promise<'ready' | Outcome> {
    // A lock of the transaction, not of the session: a pooler gives each transaction another session.
    if (!(await tryLock(session, 'pg_try_advisory_xact_lock'))) return 'busy'
    await createRecords(session, schema)
    return (await isRecorded(session, schema, migration)) ? 'known' : 'ready'
  }
}

/**
 * Tries to take the lock of all processes that migrate. No statement waits for it: an index that is created
 * concurrently waits for all open statements.
 */
export async function tryLock(
  session: pg.ClientBase,
  lock: 'pg_try_advisory_xact_lock' | 'pg_try_advisory_lock',
): Promise<boolean> {
  const [found] = await queryRows(session, row({ locked: flag }), `SELECT ${lock}($1) AS locked`, [MIGRATION_LOCK])
  return found?.locked ?? false
}

export async function unlock(session: pg.ClientBase): Promise<void> {
  await session.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK])
}

export function failed({ name }: Migration, cause: unknown, consequence: string): DatabaseOpenError {
  const reason = cause instanceof Error ? cause.message : 'unknown reason'
  const isForbidden = causesOf(cause).some(({ code }) => code === '42501')
  const todo = isForbidden ? 'Let the owner of the tables apply it (“roster migrate”)' : 'Remove the cause'
  return new DatabaseOpenError(
    `Migration ${name} failed: ${reason}. ${consequence} this version can't run without it. ${todo}, then start again.`,
    { cause },
  )
}
