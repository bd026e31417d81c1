import { expect, test } from 'vitest'
import { createOverload } from './overload.ts'

/** A process of which `asked` requests are asked a millisecond, and which admits `able` of those that wait. */
function createLoad(aloneMs = 0) {
  let ms = 1_000
  const waiting: { since: number; begun: number | undefined }[] = []
  const overload = createOverload(() => ms)
  return {
    waiting: () => waiting.length,
    /** How many of the requests of so many milliseconds were refused. */
    run(forMs: number, asked: number, able: number): number {
      let refused = 0
      let owed = 0
      for (const end = ms + forMs; ms < end; ms += 1) {
        for (owed += asked; owed >= 1; owed -= 1) {
          if (overload.isRefusing()) refused += 1
          else waiting.push({ since: ms, begun: overload.begin() })
        }
        // Each takes so long even if it is the only one.
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

test('of three times what can be admitted two thirds are refused, and nobody waits for long', () => {
  const load = createLoad()
  load.run(1_000, 30, 10)
  const refused = load.run(1_000, 30, 10)
  expect(refused).toBeGreaterThan(19_000)
  expect(refused).toBeLessThan(21_000)
  // Of ten a millisecond each waits for 40 ms and one window of the rate at most.
  expect(load.waiting()).toBeLessThan(500)
})

test('requests of which one takes a millisecond are refused while few wait', () => {
  const load = createLoad()
  load.run(1_000, 2, 1)
  const refused = load.run(1_000, 2, 1)
  expect(refused).toBeGreaterThan(900)
  expect(refused).toBeLessThan(1_100)
  expect(load.waiting()).toBeLessThan(150)
})

test('whatever can be admitted is, however many wait at once', () => {
  expect(createLoad().run(5_000, 100, 100)).toBe(0)
})

test('a burst is taken whole, and so is everything a second after an overload', () => {
  const load = createLoad()
  expect(load.run(1, 1_000, 10)).toBe(0)
  load.run(150, 0, 10)
  expect(load.run(1_000, 30, 10)).toBeGreaterThan(0)
  load.run(1_100, 5, 10)
  expect(load.run(1, 300, 10)).toBe(0)
})

test('where each request takes long by itself, as many wait as it takes, and none is refused', () => {
  const load = createLoad(100)
  load.run(5_000, 0.1, 10)
  expect(load.run(3_000, 1, 10)).toBe(0)
})
