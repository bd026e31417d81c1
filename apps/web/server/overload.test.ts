import { expect, test } from 'vitest'
import { createOverload } from './overload.ts'

/** A process of which `asked` requests are asked a millisecond, and which admits `able` of those that wait. */
function createLoad() {
  let ms = 1_000
  let waiting = 0
  const overload = createOverload(() => ms)
  return {
    waiting: () => waiting,
    /** How many of the requests of so many milliseconds were refused. */
    run(forMs: number, asked: number, able: number): number {
      let refused = 0
      for (const end = ms + forMs; ms < end; ms += 1) {
        for (let index = 0; index < asked; index += 1) {
          if (overload.isRefusing()) refused += 1
          else {
            overload.begin()
            waiting += 1
          }
        }
        for (let index = 0; index < able && waiting > 0; index += 1) {
          overload.end()
          waiting -= 1
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

test('requests that cost much are refused while 32 wait', () => {
  const load = createLoad()
  load.run(2_000, 1, 0)
  expect(load.waiting()).toBeLessThan(250)
  load.run(1_000, 0, 1)
  load.run(400, 3, 1)
  load.run(100, 0, 1)
  const refused = load.run(1_000, 2, 1)
  expect(refused).toBeGreaterThan(950)
  expect(load.waiting()).toBeLessThan(100)
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
