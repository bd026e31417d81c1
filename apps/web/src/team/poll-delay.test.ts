import { describe, expect, test } from 'vitest'
import { pollDelay } from './poll-delay.ts'

describe('when the revision is asked for again', () => {
  test('after two seconds, 20 % sooner or later by chance', () => {
    expect([0, 0.5, 1].map((chance) => pollDelay(null, chance))).toEqual([1_600, 2_000, 2_400])
  })

  test('never after a refusal', () => {
    expect(pollDelay({ data: { code: 'UNAUTHORIZED', httpStatus: 401 } }, 0.5)).toBe(false)
  })

  test('when the server said so, if it named a time', () => {
    expect(pollDelay({ data: { code: 'SERVICE_UNAVAILABLE', httpStatus: 503, retryAfter: 5 } }, 0.5)).toBe(5_000)
  })

  test('as usual while there is no connection', () => {
    expect(pollDelay({ data: null }, 0.5)).toBe(2_000)
  })
})
