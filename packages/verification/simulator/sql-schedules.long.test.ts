import { testDb } from '@roster/db/testing'
import { expect, test } from 'vitest'
import { RULES } from './memory-rows.ts'
import { runOnSql } from './run-on-sql.ts'

// PostgreSQL runs 200. Without DATABASE_URL, these run on the embedded database.
const SCHEDULES = 10

test(`no schedule of the first ${SCHEDULES} seeds breaks an invariant on the embedded database’s SQL`, async () => {
  await using db = await testDb()
  for (let seed = 1; seed <= SCHEDULES; seed++) expect(await runOnSql(db, seed, RULES.fence)).toBeNull()
})
