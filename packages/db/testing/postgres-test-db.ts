import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { openDatabase } from '../src/connect/open-database.ts'
import type { Db } from '../src/connect/db.ts'
import { EMPTY } from './empty-tables.ts'
import { migrationsDigest } from './migrations-digest.ts'

// An arbitrary number: test processes that find no template create it one after the other.
const TEMPLATE_LOCK = 72707370

/** A temporary database and its address. */
export type PostgresDatabase = { url: string; drop(): Promise<void> }

/** Creates a copy of a migrated template on the server at `url`. */
export async function postgresDatabase(url: string): Promise<PostgresDatabase> {
  const name = `roster_test_${randomUUID().replaceAll('-', '')}`
  await administrate(url, async (server) => {
    const template = await ensureTemplate(server, url)
    await server.query(`CREATE DATABASE ${name} TEMPLATE ${template}`)
  })
  return {
    url: withDatabase(url, name),
    drop: () => administrate(url, (server) => server.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)),
  }
}

// Creating and dropping a database takes longer than most tests, emptying one takes milliseconds. They are left to the
// end of the server, which exists only for the tests.
const idle: PostgresDatabase[] = []

/** Opens such a copy, emptied. Once closed, it serves the worker's next test. */
export async function postgresTestDb(url: string): Promise<Db> {
  const database = idle.pop() ?? (await postgresDatabase(url))
  const db = await openDatabase({ url: database.url })
  await db.pool.query(EMPTY)
  const close = async () => {
    await db.close()
    idle.push(database)
  }
  return { ...db, close }
}

async function ensureTemplate(server: pg.Client, url: string): Promise<string> {
  const name = `roster_template_${await migrationsDigest()}`
  await server.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK])
  // Marked as a template only when complete: one that a killed process left behind is created again.
  const { rowCount } = await server.query('SELECT FROM pg_database WHERE datname = $1 AND datistemplate', [name])
  if (rowCount === 0) {
    await server.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
    await server.query(`CREATE DATABASE ${name}`)
    const db = await openDatabase({ url: withDatabase(url, name) })
    await db.close()
    await server.query(`ALTER DATABASE ${name} IS_TEMPLATE true`)
  }
  await server.query('SELECT pg_advisory_unlock($1)', [TEMPLATE_LOCK])
  return name
}

async function administrate(url: string, work: (server: pg.Client) => Promise<unknown>): Promise<void> {
  const server = new pg.Client({ connectionString: url })
  await server.connect()
  try {
    await work(server)
  } finally {
    await server.end()
  }
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}
