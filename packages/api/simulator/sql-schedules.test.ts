import { emptyMirror, testDb, type TestDb } from '@roster/db/testing'
import { expect, test } from 'vitest'
import { RULES } from './memory-rows.ts'
import { runSchedule, type Violation } from './schedule.ts'
import { createSqlMirror } from './sql-mirror.ts'

// The embedded database takes longer for each statement; the rest run on PostgreSQL.
const SCHEDULES = process.env['DATABASE_URL'] ? 200 : 40

async function runOnSql(db: TestDb, seed: number, fence: number): Promise<Violation | null> {
  await emptyMirror(db)
  return runSchedule(seed, { mirrorOf: (clock) => createSqlMirror(db, clock, fence) })
}

test(
  `no schedule of the first ${SCHEDULES} seeds breaks an invariant on the real SQL`,
  { timeout: 300_000 },
  async () => {
    await using db = await testDb()
    for (let seed = 1; seed <= SCHEDULES; seed++) expect(await runOnSql(db, seed, RULES.fence)).toBeNull()
  },
)

test('the SQL without its fence breaks an invariant on a seed on which it otherwise does not', async () => {
  await using db = await testDb()
  expect((await runOnSql(db, 1_000_217, -1e15))?.broken).toContain('vanished')
  expect(await runOnSql(db, 1_000_217, RULES.fence)).toBeNull()
})
