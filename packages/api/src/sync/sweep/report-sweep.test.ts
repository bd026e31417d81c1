import { expect, test } from 'vitest'
import { stubbedMirror } from '../../../testing/stubbed-mirror.ts'
import { runCounts } from './counts.ts'
import { runTail } from './tail.ts'

const statusOf = (status: number) => () => Response.json({ errors: [{ code: 'invalid' }] }, { status })

test.each([
  ['tail', runTail],
  ['counts', runCounts],
] as const)('a %s that fails is logged with what it means and what to do', async (name, run) => {
  await using it = await stubbedMirror()
  it.put('org_1', 3)
  const read = async (answer: () => Response | undefined, isPaused = false) => {
    it.clerk.answer = answer
    await it.advance(61)
    const lease = await it.store.leaseScan(name, 60_000)
    if (lease) await run(it.deps, lease, 60_000, () => isPaused)
    return it.lines.splice(0).map(([level, message, { outcome, reason }]) => [level, message, outcome, reason])
  }
  const text: unknown = expect.stringMatching(/could not be read.*after the next sweep.*CLERK_API_URL/)
  expect(await read(statusOf(422))).toEqual([['warn', text, 'not-understood', 'status 422']])
  expect(await read(statusOf(500))).toEqual([['warn', text, 'unavailable', 'status 500']])
  expect(await read(statusOf(500), true)).toEqual([])
  expect(await read(() => undefined)).toEqual([])
})
