import { describe, expect, test } from 'vitest'
import { nextRow } from './next-row.ts'

describe('keys in a grid', () => {
  test.each([
    ['ArrowDown', 4, 5],
    ['ArrowUp', 4, 3],
    ['PageDown', 4, 14],
    ['PageUp', 14, 4],
    ['Home', 40, 0],
    ['End', 4, 99],
  ])('%s moves from row %i to row %i', (key, from, to) => {
    expect(nextRow(key, from, 100, 10)).toBe(to)
  })

  test.each([
    ['ArrowDown', 99, 99],
    ['ArrowUp', 0, 0],
    ['PageDown', 95, 99],
    ['PageUp', 3, 0],
  ])('%s stays in place at the end of the grid', (key, from, to) => {
    expect(nextRow(key, from, 100, 10)).toBe(to)
  })

  test('a letter key does not move the focus', () => {
    expect(nextRow('a', 4, 100, 10)).toBeNull()
  })

  test('no key moves the focus in an empty grid', () => {
    expect(nextRow('End', 0, 0, 10)).toBeNull()
  })
})
