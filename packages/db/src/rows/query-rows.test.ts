import { expect, test } from 'vitest'
import { testDb } from '../../testing/index.ts'
import { flag, number, oneOf, orNull, row, text } from './columns.ts'
import { queryRows } from './query-rows.ts'

const thing = row({ name: text, size: orNull(number), kind: oneOf('big', 'small'), isNew: flag })

test('rows of the declared form are returned unchanged', async () => {
  await using db = await testDb()
  const statement = `SELECT 'a' AS name, NULL::int AS size, 'big' AS kind, true AS "isNew"`
  expect(await queryRows(db.pool, thing, statement)).toEqual([{ name: 'a', size: null, kind: 'big', isNew: true }])
})

test.each([
  ['another type', `SELECT 1 AS name, 1 AS size, 'big' AS kind, true AS "isNew"`],
  ['a null', `SELECT NULL AS name, 1 AS size, 'big' AS kind, true AS "isNew"`],
  ['a number as text, as bigint is sent', `SELECT 'a' AS name, 1::bigint AS size, 'big' AS kind, true AS "isNew"`],
  ['a value that is not known', `SELECT 'a' AS name, 1 AS size, 'huge' AS kind, true AS "isNew"`],
  ['a column that is missing', `SELECT 'a' AS name, 1 AS size, 'big' AS kind`],
])('a row with %s is rejected, and the message does not quote it', async (_what, statement) => {
  await using db = await testDb()
  const error = await queryRows(db.pool, thing, statement).catch(String)
  expect(error).toMatch(/another form than its statement declares/)
  expect(error).not.toMatch(/huge/)
})
