import type pg from 'pg'
import { row, text } from '../../rows/columns.ts'
import { queryRows } from '../../rows/query-rows.ts'
import { DatabaseOpenError } from '../failures/open-error.ts'
import { isPooled } from '../pooler/is-pooled.ts'
import { failed, tryLock, unlock, type Outcome } from './apply-migration.ts'
import { createRecords, isRecorded, recordMigration } from './migration-records.ts'
import type { Migration } from './read-migrations.ts'

// IF NOT EXISTS, because a process may end between the index and its record.
const STATEMENT = /^CREATE (?:UNIQUE )?INDEX CONCURRENTLY IF NOT EXISTS (\w+) ON /m

/** Whether a migration is a single index that is created while others write to its table. */
export function isConcurrent({ sql }: Migration): boolean {
  return STATEMENT.test(sql)
}

/** Creates the index outside of a transaction. Drops an invalid index that a killed process left behind first. */
export async function createIndex(session: pg.ClientBase, schema: string, migration: Migration): Promise<Outcome> {
  if (await isPooled(session)) throw needsDirectConnection(migration)
  if (!(await tryLock(session, 'pg_try_advisory_lock'))) return 'busy'
  try {
    await createRecords(session, schema)
    if (await isRecorded(session, schema, migration)) return 'known'
    await dropInvalid(session, schema, STATEMENT.exec(migration.sql)?.[1])
    await session.query(migration.sql)
    await recordMigration(session, schema, migration)
    return 'applied'
  } catch (cause) {
    throw failed(migration, cause, 'Nobody was kept from writing, but')
  } finally {
    // A lost connection has already released the lock.
    await unlock(session).catch(() => {})
  }
}

async function dropInvalid(session: pg.ClientBase, schema: string, name: string | undefined): Promise<void> {
  const invalid = await queryRows(
    session,
    row({ index: text }),
    `SELECT format('%I.%I', nspname, relname) AS index
    FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE nspname = $1 AND relname = $2 AND NOT indisvalid`,
    [schema, name],
  )
  for (const { index } of invalid) await session.query(`DROP INDEX CONCURRENTLY ${index}`)
}

function needsDirectConnection({ name }: Migration): DatabaseOpenError {
  return new DatabaseOpenError(
    `Migration ${name} creates an index while others write, which a pooler in transaction mode does not allow. This version can't run without it. Run \`roster migrate\` once with the server's own address in DATABASE_URL, then start again.`,
  )
}
