import { expect, test } from 'vitest'
import { createOverload } from './overload.ts'

/** Simulates a process that receives `asked` requests per millisecond and admits `able` of the waiting ones. */
function createLoad(aloneMs = 0) {
  let ms = 1_000
  const waiting: { since: number; begun: number | undefined }[] = []
  const overload = createOverload(() => ms)
  return {
    waiting: () => waiting.length,
    /** Runs for this many milliseconds and returns the number of refused requests. */
    run(forMs: number, asked: number, able: number): number {
      let refused = 0
      let owed = 0
      for (const end = ms + forMs; ms < end; ms += 1) {
        for (owed += asked; owed >= 1; owed -= 1) {
          if (overload.isRefusing()) refused += 1
          else waiting.push({ since: ms, begun: overload.begin() })
        }
        // Each takes this long even if it is the only one.
        for (let index = 0; index < able; index += 1) {
          const [first] = waiting
          if (!first || ms - first.since < aloneMs) break
          overload.end(first.begun)
          waiting.shift()
        }
      }
      return refused
    },
  }
}

test('at three times the capacity two thirds of requests are refused, and no request waits long', () => {
  const load = createLoad()
  load.run(1_000, 30, 10)
  const refused = load.run(1_000, 30, 10)
  expect(refused).toBeGreaterThan(19_000)
  expect(refused).toBeLessThan(21_000)
  // At ten per millisecond, a request waits at most for 40 ms and one window of the rate.
  expect(load.waiting()).toBeLessThan(500)
})

test('requests that take a millisecond each are refused while few wait', () => {
  const load = createLoad()
  load.run(1_000, 2, 1)
  const refused = load.run(1_000, 2, 1)
  expect(refused).toBeGreaterThan(900)
  expect(refused).toBeLessThan(1_100)
  expect(load.waiting()).toBeLessThan(150)
})

test('no request within capacity is refused, however many wait at once', () => {
  expect(createLoad().run(5_000, 100, 100)).toBe(0)
})

test('no request of a burst is refused, nor any a second after an overload', () => {
  const load = createLoad()
  expect(load.run(1, 1_000, 10)).toBe(0)
  load.run(150, 0, 10)
  expect(load.run(1_000, 30, 10)).toBeGreaterThan(0)
  load.run(1_100, 5, 10)
  expect(load.run(1, 300, 10)).toBe(0)
})

test('if each request is slow by itself, the queue may grow accordingly, and none is refused', () => {
  const load = createLoad(100)
  load.run(5_000, 0.1, 10)
  expect(load.run(3_000, 1, 10)).toBe(0)
})
