import { expect, test } from 'vitest'
import { runSchedule } from './schedule.ts'

const SCHEDULES = 20_000

test(`no schedule of the first ${SCHEDULES} seeds breaks an invariant`, async () => {
  for (let seed = 1; seed <= SCHEDULES; seed++) expect(await runSchedule(seed)).toBeNull()
})
