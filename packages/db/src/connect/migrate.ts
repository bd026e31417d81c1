import { createHash, randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import { DatabaseOpenError } from './failures/open-error.ts'

// The same from src/ and from dist/.
export const MIGRATIONS = fileURLToPath(new URL('../../prisma/migrations/', import.meta.url))
// The number that `prisma migrate` locks.
const MIGRATION_LOCK = 72707369
const TABLE = `
  CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum VARCHAR(64) NOT NULL,
    finished_at TIMESTAMPTZ,
    migration_name VARCHAR(255) NOT NULL,
    logs TEXT,
    rolled_back_at TIMESTAMPTZ,
    started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count INTEGER NOT NULL DEFAULT 0
  )`

export type Migrated = { applied: string[]; warnings: string[] }
type Migration = { name: string; sql: string; checksum: string }
type Row = { name: string; checksum: string; finished: boolean }

/**
 * Applies what is missing, in the order of the names, and records it where `prisma migrate deploy` does.
 * Each migration and its record are one transaction, so one that fails or is killed has not happened.
 */
export async function migrate(session: pg.ClientBase, folder = MIGRATIONS): Promise<Migrated> {
  const migrations = await readMigrations(folder)
  await session.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK])
  try {
    const rows = await readRows(session)
    const missing = migrations.filter(({ name }) => !rows.some((row) => row.name === name))
    for (const migration of missing) await apply(session, migration)
    return { applied: missing.map(({ name }) => name), warnings: compare(migrations, rows) }
  } finally {
    await session.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK])
  }
}

export async function readMigrations(folder: string): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(`${folder}/${name}/migration.sql`, 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}

async function readRows(session: pg.ClientBase): Promise<Row[]> {
  const { rows: tables } = await session.query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename = '_prisma_migrations' DESC`,
  )
  if (tables[0] && tables[0].name !== '_prisma_migrations') {
    throw new DatabaseOpenError(
      `The database already has tables that are not Roster's (${tables[0].name}). Creating Roster's beside them could damage both. Name an empty database in DATABASE_URL.`,
    )
  }
  await session.query(TABLE)
  const { rows } = await session.query<Row>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
     FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at`,
  )
  const unfinished = rows.find((row) => !row.finished)
  if (unfinished) {
    throw new DatabaseOpenError(
      `Migration ${unfinished.name} was started by \`prisma migrate\` and did not finish. The tables may be half changed. Repair them, then run \`prisma migrate resolve\`.`,
    )
  }
  return rows
}

async function apply(session: pg.ClientBase, { name, sql, checksum }: Migration): Promise<void> {
  try {
    await session.query('BEGIN')
    await session.query(
      'INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at) VALUES ($1, $2, $3, clock_timestamp())',
      [randomUUID(), checksum, name],
    )
    await session.query(sql)
    await session.query(
      'UPDATE _prisma_migrations SET finished_at = clock_timestamp(), applied_steps_count = 1 WHERE migration_name = $1 AND rolled_back_at IS NULL',
      [name],
    )
    await session.query('COMMIT')
  } catch (cause) {
    await session.query('ROLLBACK')
    const reason = cause instanceof Error ? cause.message : 'unknown reason'
    throw new DatabaseOpenError(
      `Migration ${name} failed: ${reason}. It was rolled back, and this version can't run without it. Remove the cause, then start again.`,
      { cause },
    )
  }
}

// Only warnings: during a rollout or a rollback, code meets a database that is newer than itself.
function compare(migrations: Migration[], rows: Row[]): string[] {
  return rows.flatMap(({ name, checksum }) => {
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
