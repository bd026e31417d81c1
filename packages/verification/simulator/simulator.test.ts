import { expect, test } from 'vitest'
import { ABLATIONS } from './ablations.ts'
import { runSchedule } from './schedule.ts'

// The long tests run 5,000.
const SCHEDULES = 60

test(`no schedule of the first ${SCHEDULES} seeds breaks an invariant`, { timeout: 300_000 }, async () => {
  for (let seed = 1; seed <= SCHEDULES; seed++) expect(await runSchedule(seed)).toBeNull()
})

test('a read that lags by more than the fence does not bring back a membership that replaced another one in the same millisecond', async () => {
  expect(await runSchedule(5_007_641)).toBeNull()
})

test('a read that lags by more than the fence does not bring an absent user back with an older version', async () => {
  expect(await runSchedule(120_396)).toBeNull()
})

// For each ablation, a seed that is known to break, because a simulator that never fails proves nothing.
const broken = {
  'no-tombstones': 1_000_001,
  'no-incarnation-order': 1_000_000,
  'no-confirm-read': 1_000_014,
  'read-then-write': 1_000_012,
  'no-read-fence': 1_000_014,
  'one-404-is-believed': 1_000_279,
  'no-brake': 1_000_130,
  'a-page-is-refused-for-a-record': 1_000_113,
  'sweep-believes-absences': 1_000_004,
  'the-future-is-trusted': 1_000_090,
}

test('every ablation has a seed that breaks an invariant', () => {
  expect(Object.keys(broken).toSorted()).toEqual(Object.keys(ABLATIONS).toSorted())
})

test.each(Object.entries(broken))('%s breaks an invariant, and the whole algorithm does not', async (name, seed) => {
  expect(await runSchedule(seed, { ablation: ABLATIONS[name] ?? {} })).toMatchObject({ seed })
  expect(await runSchedule(seed)).toBeNull()
})
