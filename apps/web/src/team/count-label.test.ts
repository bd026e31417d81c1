import { expect, test } from 'vitest'
import { countLabel } from './count-label.ts'

test.each([
  [0, 0, '0 people'],
  [1, 1, '1 person'],
  [1_000, 1_000, '1,000 people'],
  [12, 1_000, '12 of 1,000 people'],
  [0, 1, '0 of 1 person'],
])('%i shown of %i reads “%s”', (shown, all, label) => {
  expect(countLabel(shown, all)).toBe(label)
})
