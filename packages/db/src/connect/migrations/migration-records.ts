import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { flag, row, text } from '../../rows/columns.ts'
import { queryRows } from '../../rows/query-rows.ts'
import { explainMissingRight } from '../failures/explain-missing-right.ts'
import { DatabaseOpenError } from '../failures/open-error.ts'
import type { Migration } from './read-migrations.ts'

/** An applied migration, as `prisma migrate deploy` records it. */
export type MigrationRecord = { name: string; checksum: string; finished: boolean }

/** The table in which `prisma migrate` stores the migrations of a schema. */
function recordsTable(schema: string): string {
  return `${pg.escapeIdentifier(schema)}._prisma_migrations`
}

export async function createRecords(session: pg.ClientBase, schema: string): Promise<void> {
  const name = pg.escapeIdentifier(schema)
  const statement = 'SELECT to_regnamespace($1) IS NOT NULL AS exists'
  const [found] = await queryRows(session, row({ exists: flag }), statement, [name])
  // IF NOT EXISTS requires the right to create a schema even if it exists.
  if (!found?.exists) await session.query(`CREATE SCHEMA ${name}`)
  if (await hasRecords(session, schema)) return
  await session.query(
    `CREATE TABLE ${recordsTable(schema)} (
      id VARCHAR(36) PRIMARY KEY NOT NULL,
      checksum VARCHAR(64) NOT NULL,
      finished_at TIMESTAMPTZ,
      migration_name VARCHAR(255) NOT NULL,
      logs TEXT,
      rolled_back_at TIMESTAMPTZ,
      started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
      applied_steps_count INTEGER NOT NULL DEFAULT 0
    )`,
  )
}

/** Returns the applied migrations; none if the schema or its table of records is missing. */
export async function readRecords(session: pg.ClientBase, schema: string): Promise<MigrationRecord[]> {
  if (!(await hasRecords(session, schema))) return []
  const records = await queryRows(
    session,
    row({ name: text, checksum: text, finished: flag }),
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
    FROM ${recordsTable(schema)} WHERE rolled_back_at IS NULL ORDER BY started_at`,
  ).catch(async (error: unknown) => {
    throw await explainMissingRight(error, session, schema)
  })
  const unfinished = records.find(({ finished }) => !finished)
  if (unfinished) {
    throw new DatabaseOpenError(
      `Migration ${unfinished.name} was started by \`prisma migrate\` and did not finish. The tables may be half changed. Repair them, then run \`prisma migrate resolve\`.`,
    )
  }
  return records
}

export async function isRecorded(session: pg.ClientBase, schema: string, { name }: Migration): Promise<boolean> {
  return (await readRecords(session, schema)).some((record) => record.name === name)
}

async function hasRecords(session: pg.ClientBase, schema: string): Promise<boolean> {
  // Reads the catalog, which every role may read: to_regclass needs rights on the schema.
  const statement = `SELECT EXISTS (SELECT FROM pg_class JOIN pg_namespace AS schema ON schema.oid = relnamespace
    WHERE nspname = $1 AND relname = '_prisma_migrations') AS exists`
  const [found] = await queryRows(session, row({ exists: flag }), statement, [schema])
  return found?.exists ?? false
}

export async function recordMigration(session: pg.ClientBase, schema: string, migration: Migration): Promise<void> {
  await session.query(
    `INSERT INTO ${recordsTable(schema)} (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
    VALUES ($1, $2, $3, now(), clock_timestamp(), 1)`,
    [randomUUID(), migration.checksum, migration.name],
  )
}
