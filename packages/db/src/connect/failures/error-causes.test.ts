import { testDb } from '@roster/db/testing'
import { expect, test } from 'vitest'
import { isInvalidData } from './is-invalid-data.ts'
import { isUnavailable } from './is-unavailable.ts'

const errorOf = (query: Promise<unknown>) =>
  query.then(
    () => undefined,
    (error: unknown) => error,
  )

test('a database error has the same causes through Prisma, through a statement, and inside another error', async () => {
  await using db = await testDb()
  await db.pool.query(`CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'as asked' USING ERRCODE = NEW.event_type; END $$;
    CREATE TRIGGER fail BEFORE INSERT ON roster.dead_letter FOR EACH ROW EXECUTE FUNCTION fail()`)
  await using _ = { [Symbol.asyncDispose]: async () => void (await db.pool.query('DROP FUNCTION fail CASCADE')) }
  const unavailable = '28000 28P01 3D000 3F000 42501 42P01 53100 55000 57014 58P01 XX001'.split(' ')
  const states = [
    ...unavailable.map((name) => [name, 'unavailable'] as const),
    ...['22021', '22003'].map((name) => [name, 'invalid'] as const),
    ...['P0001', '42703', '23505', 'XX000'].map((name) => [name, ''] as const),
  ]
  for (const [name, meaning] of states) {
    const byPrisma = await errorOf(db.prisma.deadLetter.create({ data: { eventType: name, schemaPath: '' } }))
    const byPool = await errorOf(
      db.pool.query(`INSERT INTO roster.dead_letter (event_type, schema_path) VALUES ($1, '')`, [name]),
    )
    for (const error of [byPrisma, byPool, new Error('outside', { cause: byPrisma })]) {
      expect([name, isUnavailable(error), isInvalidData(error)]).toEqual([
        name,
        meaning === 'unavailable',
        meaning === 'invalid',
      ])
    }
  }
})
