import { expect, test } from 'vitest'
import { createOverload } from './overload.ts'

const COST_MS = 0.2
const CAPACITY = 1 / COST_MS

/** Simulates an event loop that answers a request in `COST_MS`, half of it in the next turn, and refuses one in a tenth of that. */
function createLoop() {
  let ms = 1_000
  let waiting = 0
  let answers = 0
  let turnsEnd: (() => void)[] = []
  const overload = createOverload(
    () => ms,
    (callback) => turnsEnd.push(callback),
  )
  const seen = { taken: 0, refused: 0, longestMs: 0 }

  /** One turn, in which other work takes `otherMs`. */
  function turn(perMs: number, otherMs: number): void {
    const startedMs = ms
    const requests = Math.floor(waiting)
    waiting -= requests
    ms += (answers * COST_MS) / 2
    answers = 0
    for (let index = 0; index < requests; index += 1) {
      const isTaken = overload.take()
      ms += isTaken ? COST_MS / 2 : COST_MS / 10
      if (isTaken) answers += 1
      else seen.refused += 1
      if (index === 0) ms += otherMs
    }
    seen.taken += answers
    const due = turnsEnd
    turnsEnd = []
    for (const callback of due) callback()
    // An idle event loop sleeps until the next request.
    if (requests === 0) ms += 1
    waiting += (ms - startedMs) * perMs
    seen.longestMs = Math.max(seen.longestMs, ms - startedMs)
  }

  return {
    /** Receives `perMs` requests per millisecond for this long, and returns what became of them. */
    run: (forMs: number, perMs: number, otherMs = 0) => {
      Object.assign(seen, { taken: 0, refused: 0, longestMs: 0 })
      for (const endMs = ms + forMs; ms < endMs;) turn(perMs, otherMs)
      return { ...seen }
    },
    /** Requests arrive, but the process does nothing. */
    pause: (forMs: number, perMs: number) => {
      waiting += forMs * perMs
      ms += forMs
    },
  }
}

test('at three times the capacity as many are taken as the refusals leave time for, and no turn is long', () => {
  const { run } = createLoop()
  const first = run(500, 3 * CAPACITY)
  expect(first.longestMs).toBeLessThan(250)
  const { taken, longestMs } = run(2_000, 3 * CAPACITY)
  // Refusals take a tenth of an answer each: 3 - 1 of them leave 78 %.
  expect(taken).toBeGreaterThan(0.75 * 2_000 * CAPACITY)
  expect(longestMs).toBeLessThan(10)
})

test('above the capacity by a tenth only the excess is refused', () => {
  const { run } = createLoop()
  run(1_000, 1.1 * CAPACITY)
  const { taken, longestMs } = run(2_000, 1.1 * CAPACITY)
  expect(taken).toBeGreaterThan(0.95 * 2_000 * CAPACITY)
  expect(longestMs).toBeLessThan(250)
})

test('no request within the capacity is refused, from a tenth of a second after an overload on', () => {
  const { run, pause } = createLoop()
  expect(run(2_000, 0.8 * CAPACITY).refused).toBe(0)
  expect(run(1_000, 3 * CAPACITY).refused).toBeGreaterThan(0)
  run(150, 0.8 * CAPACITY)
  pause(50, 0.8 * CAPACITY)
  expect(run(2_000, 0.8 * CAPACITY).refused).toBe(0)
})

test.each([
  { pausedMs: 50, load: 0.8 },
  { pausedMs: 300, load: 0.5 },
])('a pause of $pausedMs ms at a load of $load refuses no request', ({ pausedMs, load }) => {
  const { run, pause } = createLoop()
  for (let pauses = 0; pauses < 5; pauses += 1) {
    expect(run(1_000, load * CAPACITY).refused).toBe(0)
    pause(pausedMs, load * CAPACITY)
  }
})

test('no request of a burst is refused', () => {
  const { run, pause } = createLoop()
  pause(1, 800)
  expect(run(2_000, 0.1 * CAPACITY).refused).toBe(0)
})

test('if other work delays the event loop, the few requests that arrive are taken', () => {
  const { run } = createLoop()
  expect(run(5_000, 0.1, 60).refused).toBe(0)
})
