import type pg from 'pg'
import { explainMissingRight } from '../failures/explain-missing-right.ts'
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
 * Where nothing is missing the database is only read. Throws DatabaseOpenError if a migration fails, or if the session's
 * role lacks a right.
 */
export async function migrate(session: pg.ClientBase, { schema, folder }: Migrations): Promise<Migrated> {
  const migrations = await readMigrations(folder)
  const applied: string[] = []
  while ((await missing(session, schema, migrations)).length > 0) {
    const name = await applyNext(session, schema, migrations)
    if (name !== undefined) applied.push(name)
  }
  return { applied, warnings: compare(migrations, await readRecords(session, schema)) }
}

/** Names of the migrations that the database lacks, in the order in which they would be applied. */
export async function pendingMigrations(session: pg.ClientBase, { schema, folder }: Migrations): Promise<string[]> {
  return (await missing(session, schema, await readMigrations(folder))).map(({ name }) => name)
}

async function missing(session: pg.ClientBase, schema: string, migrations: Migration[]): Promise<Migration[]> {
  const records = await readRecords(session, schema)
  return migrations.filter(({ name }) => !records.some((record) => record.name === name))
}

/** Applies the first that is missing once no other process migrates, and gives its name: it may be none by then. */
async function applyNext(session: pg.ClientBase, schema: string, migrations: Migration[]): Promise<string | undefined> {
  let migration: Migration | undefined
  try {
    await session.query('BEGIN')
    // Of the transaction, not of the session: a pooler gives each transaction another one.
    await session.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK])
    await createRecords(session, schema)
    migration = (await missing(session, schema, migrations))[0]
    if (migration) {
      await session.query(migration.sql)
      await recordMigration(session, schema, migration)
    }
    await session.query('COMMIT')
    return migration?.name
  } catch (cause) {
    await session.query('ROLLBACK')
    if (!migration) throw await explainMissingRight(cause, session, schema)
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
