import { expect, test } from 'vitest'
import { createLog } from './log.ts'

test('any number of logs listen to the standard output once', () => {
  createLog('silent')
  const listeners = process.stdout.listenerCount('error')
  createLog('silent')
  expect(process.stdout.listenerCount('error')).toBe(listeners)
})
