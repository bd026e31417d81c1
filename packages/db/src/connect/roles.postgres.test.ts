import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { expect, test } from 'vitest'
import { emptyDatabase, type EmptyDatabase } from '../../testing/empty-database.ts'
import { createMirror } from '../mirror/create-mirror.ts'
import { openDatabase } from './open-database.ts'

/** Creates a role that may only connect and not even see the schema public, and the URL with which it connects. */
async function createRole({ admin, url }: EmptyDatabase): Promise<AsyncDisposable & { role: string; url: string }> {
  const role = `roster role ${randomUUID()}`
  const own = new URL(url)
  own.username = role
  await admin.query(`CREATE ROLE "${role}" LOGIN; REVOKE ALL ON SCHEMA public FROM PUBLIC`)
  const drop = () => admin.query(`DROP OWNED BY "${role}" CASCADE; DROP ROLE "${role}"`)
  return { role, url: own.href, [Symbol.asyncDispose]: async () => void (await drop()) }
}

const refusal = (url: string) => openDatabase({ url }).then(String, String)
/** Returns the last statement of a message. */
const advice = (message: string) => message.slice(message.search(/(CREATE|GRANT) [A-Z, ]*(ON )?SCHEMA/))

test('the error for a role that may not create the schema names the statement that grants it, and no other right is needed', async () => {
  await using database = await emptyDatabase()
  await using owner = await createRole(database)
  const message = await refusal(owner.url)
  expect(message).toMatch(/^DatabaseOpenError: The role .* may not create the schema roster in the database /)
  expect(advice(message)).toBe(`CREATE SCHEMA "roster" AUTHORIZATION "${owner.role}";`)
  await database.admin.query(advice(message))

  const db = await openDatabase({ url: owner.url })
  const times = { createdMs: 1, updatedMs: 1 }
  const mirror = createMirror(db.background)
  await mirror.applyOrganizations([{ id: 'org_1', ...times }], { kind: 'webhook' })
  await mirror.applyMemberships([{ orgId: 'org_1', userId: 'user_1', membershipId: 'm1', role: '', ...times }], {
    kind: 'webhook',
  })
  expect(await mirror.leaseDue(10)).toMatchObject([{ kind: 'user', userId: 'user_1' }])
  await mirror.applyUserDeleted('user_1')
  await mirror.forgetOld(0)
  await db.close()
})

test('the error for a role that may not use a schema of another owner names the statement that grants it', async () => {
  await using database = await emptyDatabase()
  await using role = await createRole(database)
  await database.admin.query('CREATE SCHEMA roster')
  const message = await refusal(role.url)
  expect(advice(message)).toBe(`GRANT USAGE, CREATE ON SCHEMA "roster" TO "${role.role}";`)
  await database.admin.query(advice(message))
  const db = await openDatabase({ url: role.url })
  await db.close()
  expect(db.applied).not.toEqual([])
})

test('the error for a role that may not change the tables of another owner leaves a missing migration to that owner', async () => {
  await using database = await emptyDatabase()
  await (await openDatabase({ url: database.url.href })).close()
  await using role = await createRole(database)
  await database.admin.query(`
    GRANT USAGE ON SCHEMA roster TO "${role.role}";
    GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA roster TO "${role.role}";
    DELETE FROM roster._prisma_migrations WHERE migration_name LIKE '%_list_changes'`)
  expect(await refusal(role.url)).toMatch(/must be owner .* Let the owner of the tables apply it \(“roster migrate”\)/)
})

test('a role with rights on the two views joins them with its own table and can read nothing else of Roster', async () => {
  await using database = await emptyDatabase()
  const { admin, url } = database
  await (await openDatabase({ url: url.href })).close()
  await using reader = await createRole(database)
  await admin.query(`
    GRANT USAGE ON SCHEMA roster TO "${reader.role}";
    GRANT SELECT ON roster.member, roster.person TO "${reader.role}";
    CREATE SCHEMA app AUTHORIZATION "${reader.role}";
    INSERT INTO roster.organization (clerk_id, state) VALUES ('org_1', 'live');
    INSERT INTO roster.app_user (clerk_id, state, first_name) VALUES ('user_1', 'live', 'Ada');
    INSERT INTO roster.membership (org_id, user_id, state) VALUES ('org_1', 'user_1', 'live')`)
  const client = new pg.Client({ connectionString: reader.url })
  await client.connect()
  await client.query(
    `CREATE TABLE app.task (id int, org_id text, user_id text); INSERT INTO app.task VALUES (1, 'org_1', 'user_1')`,
  )
  const { rows } = await client.query(
    'SELECT id, first_name, status FROM app.task JOIN roster.member USING (org_id, user_id) JOIN roster.person USING (user_id)',
  )
  expect(rows).toEqual([{ id: 1, first_name: 'Ada', status: 'active' }])

  const others = await admin.query<{ name: string }>(
    `SELECT oid::regclass::text AS name FROM pg_class
    WHERE relnamespace = 'roster'::regnamespace AND relkind IN ('r', 'v', 'm', 'S') AND relname NOT IN ('member', 'person')`,
  )
  expect(others.rows.map(({ name }) => name)).toContain('roster.membership')
  for (const { name } of others.rows)
    await expect(client.query(`SELECT * FROM ${name}`)).rejects.toThrow('permission denied')
  await expect(client.query(`DELETE FROM roster.member`)).rejects.toThrow(/permission denied|cannot delete/)
  await client.end()
})

test.each([
  ['sslmode=verify-full', /\(The server does not support SSL connections\)/],
  ['options=-c%20nothing.of=1%20-c%20absent=1', /\(42704: unrecognized configuration parameter "absent"\)/],
])('the error for a connection that neither side can make names the reason: %s', async (query, reason) => {
  await using database = await emptyDatabase()
  expect(await refusal(`${database.url.href}?${query}`)).toMatch(reason)
})

test('people without a name have none, also if the arrays of the database’s sessions have no nulls by default', async () => {
  await using database = await emptyDatabase()
  await database.admin.query(`ALTER DATABASE ${database.admin.database} SET array_nulls = off`)
  const db = await openDatabase({ url: database.url.href })
  const user = { id: 'user_1', firstName: null, lastName: null, email: null, imageUrl: null, hasImage: false }
  const state = { banned: false, deprovisioned: false, createdMs: 1, updatedMs: 1 }
  await createMirror(db.background).applyUsers([{ ...user, ...state }], { kind: 'webhook' })
  const { rows } = await db.pool.query('SELECT first_name, email FROM roster.app_user')
  await db.close()
  expect(rows).toEqual([{ first_name: null, email: null }])
})
