import { expect, test } from 'vitest'
import { ABLATIONS, ENOUGH_SCHEDULES } from './ablations.ts'
import { runSchedule } from './schedule.ts'

test.each(Object.entries(ABLATIONS))(
  `%s breaks an invariant within ${ENOUGH_SCHEDULES} schedules of any seed`,
  async (_, ablation) => {
    for (const first of [1, 1_000_000, 12_345_678, 77_000_000, 2 ** 31, 987_654_321_987]) {
      let seed = first
      while (seed < first + ENOUGH_SCHEDULES && !(await runSchedule(seed, { ablation }))) seed++
      expect(seed).toBeLessThan(first + ENOUGH_SCHEDULES)
    }
  },
)
