import { testDb } from '@roster/db/testing'
import { expect, test } from 'vitest'
import { ENOUGH_SCHEDULES } from './ablations.ts'
import { RULES } from './memory-rows.ts'
import { runOnSql } from './run-on-sql.ts'
import { runSchedule } from './schedule.ts'

// PostgreSQL runs 200.
const EMBEDDED = 10

test(`no schedule of the first ${ENOUGH_SCHEDULES} seeds breaks an invariant`, async () => {
  for (let seed = 1; seed <= ENOUGH_SCHEDULES; seed++) expect(await runSchedule(seed)).toBeNull()
})

test(`no schedule of the first ${EMBEDDED} seeds breaks an invariant on the real SQL`, async () => {
  await using db = await testDb()
  for (let seed = 1; seed <= EMBEDDED; seed++) expect(await runOnSql(db, seed, RULES.fence)).toBeNull()
})
