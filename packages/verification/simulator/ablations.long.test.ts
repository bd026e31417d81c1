import { expect, test } from 'vitest'
import { ABLATIONS } from './ablations.ts'
import { runSchedule } from './schedule.ts'

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
