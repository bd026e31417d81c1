import { expect, test } from 'vitest'
import { emptyDatabase } from '../../testing/empty-database.ts'
import { createMirror } from '../mirror/create-mirror.ts'
import { inspectDatabase } from './inspect-database.ts'
import { openDatabase } from './open-database.ts'

test('a database that is read-only by default is rejected with the setting and a remedy', async () => {
  await using database = await emptyDatabase()
  await database.admin.query(`ALTER DATABASE ${database.admin.database} SET default_transaction_read_only = on`)
  await expect(openDatabase({ url: database.url.href })).rejects.toThrow(
    /takes no writes .*default_transaction_read_only.*ALTER ROLE/,
  )
  expect(await inspectDatabase({ url: database.url.href })).toMatchObject({ readOnly: true, replica: false })
})

test.each([
  [
    'WIN1252',
    /^The database .* has the encoding WIN1252, .*,DatabaseOpenError: .* has the encoding WIN1252, .*ENCODING 'UTF8'/,
  ],
  ['SQL_ASCII', /^null,opened$/],
])('a database of the encoding %s is rejected if it could not store every name', async (encoding, outcome) => {
  await using database = await emptyDatabase()
  const name = `${database.admin.database}_encoded`
  await database.admin.query(`CREATE DATABASE ${name} ENCODING '${encoding}' LOCALE 'C' TEMPLATE template0`)
  const { href: url } = new URL(`/${name}`, database.url)
  const { unsupported } = await inspectDatabase({ url })
  const opened = await openDatabase({ url }).then(
    (db) => db.close().then(() => 'opened'),
    (error: unknown) => String(error),
  )
  await database.admin.query(`DROP DATABASE ${name} WITH (FORCE)`)
  expect([String(unsupported), opened].join()).toMatch(outcome)
})

test('a role that may create nothing opens a database that others migrate, and reports missing migrations without a change', async () => {
  await using database = await emptyDatabase()
  const { admin, url } = database
  const { pending } = await inspectDatabase({ url: url.href })
  expect(pending.length).toBeGreaterThan(0)
  expect((await inspectDatabase({ url: url.href })).pending).toEqual(pending)
  await (await openDatabase({ url: url.href })).close()

  const role = `server_of_${admin.database}`
  await admin.query(`
    CREATE ROLE ${role} LOGIN;
    REVOKE ALL ON SCHEMA public FROM PUBLIC;
    GRANT USAGE ON SCHEMA roster TO ${role};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA roster TO ${role}`)
  const own = new URL(url)
  own.username = role
  const db = await openDatabase({ url: own.href })
  expect(db.applied).toEqual([])
  const user = { firstName: null, lastName: null, email: null, imageUrl: null, hasImage: false }
  await createMirror(db.pool).applyUsers(
    [{ id: 'user_1', ...user, banned: false, deprovisioned: false, createdMs: 1, updatedMs: 1 }],
    { kind: 'webhook' },
  )
  await db.close()
  await admin.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`)
})
