import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createOverload } from './overload.ts'

/** An event loop whose turns take as long as told, with as many requests as told in flight throughout. */
function createLoop(inFlight: number) {
  let ms = 1_000
  const overload = createOverload(() => ms)
  for (let index = 0; index < inFlight; index += 1) overload.begin()
  return {
    overload,
    /** One turn in which a request comes first and `answered` are answered; says whether that one is refused. */
    async turn(turnMs: number, answered: number): Promise<boolean> {
      const isRefused = overload.isRefusing()
      ms += turnMs
      for (let index = 0; index < answered; index += 1) {
        overload.end()
        overload.begin()
      }
      await nextTurn()
      return isRefused
    },
  }
}

async function turns(loop: ReturnType<typeof createLoop>, count: number, turnMs: number, answered: number) {
  const refused: boolean[] = []
  while (refused.length < count) refused.push(await loop.turn(turnMs, answered))
  return refused
}

test('while turns of the event loop stay long, a request is refused that would wait for more than 40 ms', async () => {
  const refused = await turns(createLoop(100), 20, 20, 20)
  expect(refused.slice(0, 5)).not.toContain(true)
  expect(refused.slice(6)).not.toContain(false)
})

test('requests that are answered in time are all taken, however many there are and long the turns', async () => {
  expect(await turns(createLoop(100), 20, 20, 60)).not.toContain(true)
})

test('few requests are all taken, whatever each of them costs', async () => {
  expect(await turns(createLoop(20), 20, 200, 1)).not.toContain(true)
})

test('many requests that wait for something else cost nothing, and none is refused for them', async () => {
  expect(await turns(createLoop(5_000), 50, 2, 0)).not.toContain(true)
})

test('one long turn refuses nobody, and a short one ends an overload', async () => {
  const loop = createLoop(100)
  expect(await turns(loop, 4, 2, 1)).not.toContain(true)
  expect(await turns(loop, 1, 400, 1)).not.toContain(true)
  expect(await turns(loop, 3, 2, 1)).not.toContain(true)
  expect(await turns(loop, 10, 50, 1)).toContain(true)
  expect((await turns(loop, 2, 2, 1)).at(-1)).toBe(false)
})
