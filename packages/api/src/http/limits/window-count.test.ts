import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createWindowCount } from './window-count.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: 1_000_000 }))
afterEach(() => void vi.useRealTimers())

const takes = (counts: ReturnType<typeof createWindowCount>, points: number[], key = 'a') =>
  points.map((each) => !counts.take(key, each).refused)

test('a key has its quota in each window, which begins with its first use', () => {
  const counts = createWindowCount(3, 60_000, 10)
  expect(counts.take('a')).toEqual({ left: 2, refused: false, resetMs: 60_000 })
  vi.setSystemTime(1_010_000)
  expect(counts.take('a', 2)).toEqual({ left: 0, refused: false, resetMs: 50_000 })
  expect(counts.take('a')).toEqual({ left: 0, refused: true, resetMs: 50_000 })
  expect(counts.take('b').left).toBe(2)
  vi.setSystemTime(1_060_000)
  expect(counts.take('a')).toEqual({ left: 2, refused: false, resetMs: 60_000 })
})

test.each([61, 7_200])('a window that began before the clock was set back by %i s is over', (seconds) => {
  const counts = createWindowCount(3, 60_000, 10)
  expect(takes(counts, [3, 1])).toEqual([true, false])
  vi.setSystemTime(1_000_000 - seconds * 1000)
  expect(counts.take('a')).toEqual({ left: 2, refused: false, resetMs: 60_000 })
})

test('a window that began before the clock was corrected by a second goes on', () => {
  const counts = createWindowCount(3, 60_000, 10)
  expect(takes(counts, [3])).toEqual([true])
  vi.setSystemTime(999_000)
  expect(counts.take('a')).toEqual({ left: 0, refused: true, resetMs: 61_000 })
})

test('a refusal takes nothing, and a request above the quota passes if it is alone', () => {
  expect(takes(createWindowCount(3, 60_000, 10), [2, 2, 1, 1])).toEqual([true, false, true, false])
  expect(takes(createWindowCount(3, 60_000, 10), [9, 1])).toEqual([true, false])
  expect(takes(createWindowCount(3, 60_000, 10), [1, 9])).toEqual([true, false])
})

test('points that are given back can be taken again, but never more than were taken', () => {
  const counts = createWindowCount(1, 60_000, 10)
  counts.take('a')
  counts.giveBack('a')
  counts.giveBack('a')
  counts.giveBack('unknown')
  expect(takes(counts, [1, 1])).toEqual([true, false])
})

test('no more keys than the bound are stored, and the least recently used is dropped', () => {
  const counts = createWindowCount(1, 60_000, 2)
  expect([takes(counts, [1], 'a'), takes(counts, [1], 'b')]).toEqual([[true], [true]])
  expect(takes(counts, [1], 'a')).toEqual([false])
  expect(takes(counts, [1], 'c')).toEqual([true])
  expect([takes(counts, [1], 'a'), takes(counts, [1], 'b')]).toEqual([[false], [true]])
})
