import { expect, test } from 'vitest'
import { createPace, TICK_MS } from './pace.ts'

/** An event loop that answers a request in `costMs` and refuses one in `refusalMs`; what comes meanwhile waits for its turn. */
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
      // An event loop without work sleeps until something comes.
      if (turn === 0) ms += 1
      seen.longestTurnMs = Math.max(seen.longestTurnMs, ms - turnAt)
    }
    return seen
  }
}

test('of three times what can be answered as much is taken as the refusals leave room for, and turns stay short', () => {
  const loop = createLoop(0.2, 0.004)
  loop(2_000, 15)
  const { taken, longestTurnMs } = loop(2_000, 15)
  // Without a pace nothing would be refused, and turns would take longer and longer.
  expect(taken).toBeGreaterThan(0.85 * 10_000)
  expect(longestTurnMs).toBeLessThan(100)
})

test('what can be answered is taken whole, at once after an overload has passed', () => {
  const loop = createLoop(0.2, 0.004)
  expect(loop(2_000, 4).refused).toBe(0)
  expect(loop(3_000, 15).refused).toBeGreaterThan(0)
  loop(2_000, 2)
  expect(loop(1_000, 4).refused).toBe(0)
})

test('a burst, and a pause of the process, make nobody refused', () => {
  let ms = 0
  const pace = createPace(() => ms)
  for (const pause of [TICK_MS, 400, 300, TICK_MS, 500, TICK_MS]) {
    ms += pause
    pace.tick()
    expect(Array.from({ length: 1_000 }, () => pace.take()).every(Boolean)).toBe(true)
  }
})

test('where the event loop is late of something else, the few requests that come are taken', () => {
  let ms = 0
  const pace = createPace(() => ms)
  for (let tick = 0; tick < 100; tick += 1) {
    expect(Array.from({ length: 30 }, () => pace.take()).every(Boolean)).toBe(true)
    ms += 10 * TICK_MS
    pace.tick()
  }
})
