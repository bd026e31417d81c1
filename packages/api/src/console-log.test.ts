import { expect, test, vi } from 'vitest'
import { consoleLog } from './console-log.ts'

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
