import { expect, test, vi } from 'vitest'
import { consoleLog, createLog } from './log.ts'

test('lines with the same cause are written once a minute, also from different children of the log', () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const lines: string[] = []
  const note = (_facts: object, message: string) => void lines.push(message)
  const log = createLog({ debug: note, info: note, warn: note, error: note })
  const write = () => {
    log.warn({ cause: 'disk' }, 'disk')
    log.child({ requestId: 'req_1' }).error({ cause: 'disk' }, 'disk')
    log.warn({ cause: 'network' }, 'network')
    log.warn({ code: 'disk' }, 'no cause')
    log.info({}, 'no facts')
    return lines.splice(0)
  }
  expect(write()).toEqual(['disk', 'network', 'no cause', 'no facts'])
  vi.advanceTimersByTime(59_000)
  expect(write()).toEqual(['no cause', 'no facts'])
  vi.advanceTimersByTime(1_000)
  expect(write()).toEqual(['disk', 'network', 'no cause', 'no facts'])
  vi.useRealTimers()
})

test('a child’s facts are in each of its lines, and requests are logged only if the host’s log shows debug', () => {
  const facts: object[] = []
  const note = (given: object) => void facts.push(given)
  const host = { debug: note, info: note, warn: note, error: note }
  createLog(host).child({ requestId: 'req_1' }).child({ path: 'users.list' }).info({ status: 200 }, 'request')
  expect(facts).toEqual([{ requestId: 'req_1', path: 'users.list', status: 200 }])
  expect(createLog(host).showsRequests()).toBe(false)
  expect(createLog({ ...host, isLevelEnabled: (level) => level === 'debug' }).showsRequests()).toBe(true)
})

test('each message is one line of its level, with its facts behind it', () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue()
  consoleLog.warn({ cause: 'clerk 401', list: [1, 2], nested: { at: null } }, 'Clerk refuses.')
  consoleLog.warn({}, '100 % sure')
  expect(warn.mock.calls).toEqual([
    ["Clerk refuses. { cause: 'clerk 401', list: [ 1, 2 ], nested: { at: null } }"],
    ['100 % sure'],
  ])
  warn.mockRestore()
})
