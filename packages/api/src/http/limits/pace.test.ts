import { expect, test } from 'vitest'
import { createPace, TICK_MS } from './pace.ts'

/** Simulates an event loop that answers a request in `costMs` and refuses one in `refusalMs`, while others queue. */
function createLoop(costMs: number, refusalMs: number) {
  let ms = 0
  let due = TICK_MS
  const pace = createPace(() => ms)
  return (forMs: number, perMs: number) => {
    const end = ms + forMs
    let waiting = 0
    let turnAt = ms
    const seen = { taken: 0, refused: 0, longestTurnMs: 0 }
    while (ms < end) {
      waiting += (ms - turnAt) * perMs
      turnAt = ms
      if (ms >= due) {
        pace.tick()
        due = ms + TICK_MS
      }
      const turn = Math.floor(waiting)
      waiting -= turn
      for (let index = 0; index < turn; index += 1) {
        const isTaken = pace.take()
        ms += isTaken ? costMs : refusalMs
        if (isTaken) seen.taken += 1
        else seen.refused += 1
      }
      // An idle event loop sleeps until the next request.
      if (turn === 0) ms += 1
      seen.longestTurnMs = Math.max(seen.longestTurnMs, ms - turnAt)
    }
    return seen
  }
}

test('at three times the capacity as many requests are taken as the refusals leave time for, and turns stay short', () => {
  const loop = createLoop(0.2, 0.004)
  loop(2_000, 15)
  const { taken, longestTurnMs } = loop(2_000, 15)
  // Without a pace no request would be refused, and turns would become longer and longer.
  expect(taken).toBeGreaterThan(0.85 * 10_000)
  expect(longestTurnMs).toBeLessThan(100)
})

test('no request within capacity is refused, from the end of an overload on', () => {
  const loop = createLoop(0.2, 0.004)
  expect(loop(2_000, 4).refused).toBe(0)
  expect(loop(3_000, 15).refused).toBeGreaterThan(0)
  loop(2_000, 2)
  expect(loop(1_000, 4).refused).toBe(0)
})

test('a burst or a pause of the process refuses no request', () => {
  let ms = 0
  const pace = createPace(() => ms)
  for (const pause of [TICK_MS, 400, 300, TICK_MS, 500, TICK_MS]) {
    ms += pause
    pace.tick()
    expect(Array.from({ length: 1_000 }, () => pace.take()).every(Boolean)).toBe(true)
  }
})

test('if other work delays the event loop, the few requests that arrive are taken', () => {
  let ms = 0
  const pace = createPace(() => ms)
  for (let tick = 0; tick < 100; tick += 1) {
    expect(Array.from({ length: 30 }, () => pace.take()).every(Boolean)).toBe(true)
    ms += 10 * TICK_MS
    pace.tick()
  }
})
