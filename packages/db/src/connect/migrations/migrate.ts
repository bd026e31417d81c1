import { setTimeout } from 'node:timers/promises'
import type pg from 'pg'
import { DatabaseOpenError } from '../failures/open-error.ts'
import { applyMigration } from './apply-migration.ts'
import { createIndex, isConcurrent } from './create-index.ts'
import { readRecords, type MigrationRecord } from './migration-records.ts'
import { readMigrations, type Migration } from './read-migrations.ts'

const RETRY_MS = 200
// About half a minute, with a wait of a second for a lock each time.
const MOST_REFUSALS = 25

/** A folder of migrations in Prisma's format, and the schema that they create and that holds their records. */
export type Migrations = { schema: string; folder: string }

/** Names of the applied migrations, and sentences for the log about differences between the database and the folder. */
export type Migrated = { applied: string[]; warnings: string[] }

/**
 * Applies the missing migrations in the order of their names and records them like `prisma migrate deploy`, in the
 * schema, which is created if missing. A migration and its record are one transaction. An index that is created
 * CONCURRENTLY is a migration by itself, which the next run repairs. If none is missing, the database is only read.
 * Throws DatabaseOpenError if a migration fails or the session's role lacks a right.
 */
export async function migrate(session: pg.ClientBase, { schema, folder }: Migrations): Promise<Migrated> {
  const migrations = await readMigrations(folder)
  const applied: string[] = []
  let refusals = 0
  for (;;) {
    const [next] = await missing(session, schema, migrations)
    if (!next) return { applied, warnings: compare(migrations, await readRecords(session, schema)) }
    const outcome = await (isConcurrent(next) ? createIndex : applyMigration)(session, schema, next)
    if (outcome === 'applied') applied.push(next.name)
    if (outcome === 'refused' && ++refusals > MOST_REFUSALS) throw tooBusy(next)
    if (outcome === 'refused' || outcome === 'busy') await setTimeout(RETRY_MS)
  }
}

export async function pendingMigrations(session: pg.ClientBase, { schema, folder }: Migrations): Promise<string[]> {
  return (await missing(session, schema, await readMigrations(folder))).map(({ name }) => name)
}

async function missing(session: pg.ClientBase, schema: string, migrations: Migration[]): Promise<Migration[]> {
  const records = await readRecords(session, schema)
  return migrations.filter(({ name }) => !records.some((record) => record.name === name))
}

function tooBusy({ name }: Migration): DatabaseOpenError {
  return new DatabaseOpenError(
    `Migration ${name} waited repeatedly for a lock that another session holds, and was stopped so that it blocks no other query. This version can't run without it. End the long transactions that pg_stat_activity shows, then start again.`,
  )
}

// Only warnings: during a rollout or a rollback, code runs on a database that is newer than itself.
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
