import type pg from 'pg'
import { DatabaseOpenError } from '../failures/open-error.ts'
import { createRecords, readRecords, recordMigration, type MigrationRecord } from './migration-records.ts'
import { readMigrations, type Migration } from './read-migrations.ts'

// The number that `prisma migrate` locks.
const MIGRATION_LOCK = 72707369

/** A folder of migrations as Prisma writes them, and the schema that they make and that holds their records. */
export type Migrations = { schema: string; folder: string }

/** Names of the migrations that were applied, and sentences for the log: the database and the folder differ. */
export type Migrated = { applied: string[]; warnings: string[] }

/**
 * Applies what is missing, in the order of the names, and records it where `prisma migrate deploy` does: in the schema, which
 * is created if need be. Each migration and its record are one transaction, so one that fails or is killed has not happened.
 * Throws DatabaseOpenError if one fails, or if the session's role may not create the schema.
 */
export async function migrate(session: pg.ClientBase, { schema, folder }: Migrations): Promise<Migrated> {
  const migrations = await readMigrations(folder)
  await session.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK])
  try {
    await createRecords(session, schema)
    const records = await readRecords(session, schema)
    const missing = migrations.filter(({ name }) => !records.some((record) => record.name === name))
    for (const migration of missing) await apply(session, schema, migration)
    return { applied: missing.map(({ name }) => name), warnings: compare(migrations, records) }
  } finally {
    await session.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK])
  }
}

async function apply(session: pg.ClientBase, schema: string, migration: Migration): Promise<void> {
  try {
    await session.query('BEGIN')
    await session.query(migration.sql)
    await recordMigration(session, schema, migration)
    await session.query('COMMIT')
  } catch (cause) {
    await session.query('ROLLBACK')
    const reason = cause instanceof Error ? cause.message : 'unknown reason'
    throw new DatabaseOpenError(
      `Migration ${migration.name} failed: ${reason}. It was rolled back, and this version can't run without it. Remove the cause, then start again.`,
      { cause },
    )
  }
}

// Only warnings: during a rollout or a rollback, code meets a database that is newer than itself.
function compare(migrations: Migration[], records: MigrationRecord[]): string[] {
  return records.flatMap(({ name, checksum }) => {
    const migration = migrations.find((each) => each.name === name)
    if (!migration) {
      return `The database has migration ${name}, which this version doesn't know. A newer version applied it. Finish the update, unless this is a deliberate step back.`
    }
    if (migration.checksum !== checksum) {
      return `Migration ${name} was edited after it was applied. The tables may differ from what the code expects. Restore the file, or start from an empty database.`
    }
    return []
  })
}
