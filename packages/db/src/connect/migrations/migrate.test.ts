import { expect, test } from 'vitest'
import { testDb } from '../../../testing/index.ts'

test('every id is compared byte by byte, whatever the locale of the database', async () => {
  await using db = await testDb()
  const { rows } = await db.pool.query(
    `SELECT DISTINCT collation_name FROM information_schema.columns
     WHERE table_schema = 'roster' AND column_name IN ('clerk_id', 'org_id', 'user_id', 'record_id', 'sid')`,
  )
  expect(rows).toEqual([{ collation_name: 'C' }])
})
