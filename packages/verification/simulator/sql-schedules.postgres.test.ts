import { testDb } from '@roster/db/testing'
import { expect, test } from 'vitest'
import { RULES } from './memory-rows.ts'
import { runOnSql } from './run-on-sql.ts'

// The embedded database, which is slower, runs fewer in the long tests.
const SCHEDULES = 200

test(
  `no schedule of the first ${SCHEDULES} seeds breaks an invariant on the real SQL`,
  { timeout: 300_000 },
  async () => {
    await using db = await testDb()
    for (let seed = 1; seed <= SCHEDULES; seed++) expect(await runOnSql(db, seed, RULES.fence)).toBeNull()
  },
)

test('without its fence, the SQL breaks an invariant on a seed that is sound with it', async () => {
  await using db = await testDb()
  expect((await runOnSql(db, 1_000_014, -1e15))?.broken).toContain('vanished')
  expect(await runOnSql(db, 1_000_014, RULES.fence)).toBeNull()
})
