import { onTestFinished, expect, test, vi } from 'vitest'
import { countTurns } from '../../testing/count-turns.ts'
import { createLetOthersRun } from './let-others-run.ts'

const SLICES = 20

/** How many turns the event loop makes while work of this many milliseconds, in slices, lets others run. */
async function turnsDuring(sliceMs: number, isAwaited: () => boolean, isSending: boolean): Promise<number> {
  let ms = 0
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => ms)
  onTestFinished(() => clock.mockRestore())
  const letOthersRun = createLetOthersRun(isAwaited, () => isSending)
  const turns = countTurns()
  for (let slice = 0; slice < SLICES; slice += 1) {
    ms += sliceMs
    await letOthersRun()
  }
  turns.stop()
  return turns.soFar()
}

const [once, resting] = [
  { least: SLICES, most: 2 * SLICES },
  { least: 5 * SLICES, most: Infinity },
]
const none = { least: 0, most: 0 }
test.each([
  { work: 'that somebody waits for', sliceMs: 9, isAwaited: true, isSending: true, ...once },
  { work: 'that is shorter than a slice', sliceMs: 0.3, isAwaited: true, isSending: true, ...none },
  { work: 'that nobody waits for', sliceMs: 2, isAwaited: false, isSending: false, ...once },
  { work: 'that nobody waits for, beside answers', sliceMs: 2, isAwaited: false, isSending: true, ...resting },
  { work: 'that nobody waits for, and that takes long', sliceMs: 601, isAwaited: false, isSending: true, ...once },
])('others run $least to $most turns during work $work', async ({ sliceMs, isAwaited, isSending, least, most }) => {
  const turns = await turnsDuring(sliceMs, () => isAwaited, isSending)
  expect(turns).toBeGreaterThanOrEqual(least)
  expect(turns).toBeLessThanOrEqual(most)
})

test('work stops resting as soon as somebody waits for it', async () => {
  let asked = 0
  const turns = await turnsDuring(9, () => (asked += 1) > 1, true)
  expect(turns).toBeLessThan((await turnsDuring(9, () => false, true)) / 2)
})
