import { testDb } from '@roster/db/testing'
import { expect, test } from 'vitest'
import { ABLATIONS } from './ablations.ts'
import { RULES } from './memory-rows.ts'
import { runOnSql } from './sql-mirror.ts'
import { runSchedule } from './schedule.ts'

const SCHEDULES = 20_000

test(`no schedule of the first ${SCHEDULES} seeds breaks an invariant`, async () => {
  for (let seed = 1; seed <= SCHEDULES; seed++) expect(await runSchedule(seed)).toBeNull()
})

test.each(Object.entries(ABLATIONS))(
  '%s breaks an invariant within 5,000 schedules of any seed',
  async (_, ablation) => {
    for (const first of [1, 1_000_000, 12_345_678, 77_000_000, 2 ** 31, 987_654_321_987]) {
      let seed = first
      while (seed < first + 5_000 && !(await runSchedule(seed, { ablation }))) seed++
      expect(seed).toBeLessThan(first + 5_000)
    }
  },
)

test('no schedule of the first 40 seeds breaks an invariant on the real SQL', async () => {
  await using db = await testDb()
  for (let seed = 1; seed <= 40; seed++) expect(await runOnSql(db, seed, RULES.fence)).toBeNull()
})
