import { expect, test, vi } from 'vitest'
import { z } from 'zod'
import { createLog } from './log.ts'

const logged = z.object({ msg: z.string() })

test('of lines with the same cause one a minute is written, by whichever child of the log', () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const lines: string[] = []
  const log = createLog('warn', { write: (line) => void lines.push(line) })
  const write = () => {
    // Below the level, so it uses up nothing.
    log.info({ cause: 'disk' }, 'disk, in detail')
    log.warn({ cause: 'disk' }, 'disk')
    log.child({ requestId: 'req_1' }).error({ cause: 'disk' }, 'disk')
    log.warn({ cause: 'network' }, 'network')
    log.warn({ code: 'disk' }, 'no cause')
    log.warn('no facts')
    return lines.splice(0).map((line) => logged.parse(JSON.parse(line)).msg)
  }
  expect(write()).toEqual(['disk', 'network', 'no cause', 'no facts'])
  vi.advanceTimersByTime(59_000)
  expect(write()).toEqual(['no cause', 'no facts'])
  vi.advanceTimersByTime(1_000)
  expect(write()).toEqual(['disk', 'network', 'no cause', 'no facts'])
  vi.useRealTimers()
})
