import { expect, test } from 'vitest'
import { nextSort } from './next-sort.ts'

test('repeated presses on one column sort ascending, then descending, then not at all', () => {
  const up = nextSort('email', { key: 'name', descending: true })
  expect(up).toEqual({ key: 'email', descending: false })
  const down = nextSort('email', up)
  expect(down).toEqual({ key: 'email', descending: true })
  expect(nextSort('email', down)).toBeNull()
})
