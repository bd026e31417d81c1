import type { Db } from '../src/connect/db.ts'
import { embeddedTestDb } from './embedded-test-db.ts'
import { postgresDatabase, postgresTestDb } from './postgres-test-db.ts'

export { timeOf } from '../src/mirror/clock.ts'
export { membershipContent, organizationContent, userContent } from '../src/mirror/content.ts'
export {
  decide,
  versionOf,
  type Change,
  type Decision,
  type Doubt,
  type Incarnation,
  type Moment,
  type StoredRow,
} from '../src/spec/decide.ts'
export { emptyDatabase, type EmptyDatabase } from './empty-database.ts'
export { startPgbouncer } from './pgbouncer.ts'
export { letTimePass } from './let-time-pass.ts'
export { createRandom, shuffled, type Random } from './random.ts'
export { randomRawWrite } from './random-raw-write.ts'
export { columnsOfDatabase, columnsOfSchema } from './schema-columns.ts'
export { emptyMirror, readShown, type ShownList } from './shown-mirror.ts'

export type TestDb = Db & AsyncDisposable

/**
 * Returns a migrated, empty database for one test: on the PostgreSQL server in DATABASE_URL, otherwise embedded and in
 * memory. Once disposed, it is emptied for the next test, so a test that changes more than rows creates its own with
 * `testDatabase` or `emptyDatabase`. Use it with `await using`.
 */
export async function testDb(): Promise<TestDb> {
  const url = process.env['DATABASE_URL']
  const db = await (url ? postgresTestDb(url) : embeddedTestDb())
  return { ...db, [Symbol.asyncDispose]: db.close }
}

/** Creates a database on the server in DATABASE_URL for a process to open by its URL; undefined without one. */
export async function testDatabase(): Promise<{ url: string; drop(): Promise<void> } | undefined> {
  const url = process.env['DATABASE_URL']
  return url ? postgresDatabase(url) : undefined
}
