import { expect, test } from 'vitest'
import { ABLATIONS } from './ablations.ts'
import { runSchedule } from './schedule.ts'

const SCHEDULES = 20_000

test('no schedule of the first 20,000 seeds breaks an invariant', { timeout: 300_000 }, async () => {
  for (let seed = 1; seed <= SCHEDULES; seed += 1) expect(await runSchedule(seed)).toBeNull()
})

// A seed of each that is known to break: a simulator that could not fail would prove nothing.
const broken = {
  'no-tombstones': 1_000_002,
  'no-incarnation-order': 1_000_002,
  'no-confirm-read': 1_000_000,
  'read-then-write': 1_000_004,
  'no-read-fence': 1_000_002,
}

test('every part of the algorithm that can be taken out has a seed that misses it', () => {
  expect(Object.keys(broken).toSorted()).toEqual(Object.keys(ABLATIONS).toSorted())
})

test.each(Object.entries(broken))('%s breaks an invariant, and the whole algorithm does not', async (name, seed) => {
  expect(await runSchedule(seed, { ablation: ABLATIONS[name] ?? {} })).toMatchObject({ seed })
  expect(await runSchedule(seed)).toBeNull()
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
