import { describe, expect, test } from 'vitest'
import { pollDelay } from './poll-delay.ts'

describe('when the revision is asked for again after an error', () => {
  test('after two seconds, or up to 20 % sooner by chance', () => {
    const error = { data: { code: 'INTERNAL_ERROR', httpStatus: 500 } } as const
    expect([0, 0.5, 1].map((chance) => pollDelay(error, chance))).toEqual([2_000, 1_800, 1_600])
  })

  test('never after a refusal', () => {
    expect(pollDelay({ data: { code: 'UNAUTHORIZED', httpStatus: 401 } }, 0.5)).toBe(false)
  })

  test('when the server said so, if it named a time, or up to 20 % later', () => {
    const error = { data: { code: 'SERVICE_UNAVAILABLE', httpStatus: 503, retryAfter: 5 } } as const
    expect([0, 1].map((chance) => pollDelay(error, chance))).toEqual([5_000, 6_000])
  })

  test('after two seconds too while there is no connection', () => {
    expect(pollDelay({ data: null }, 0)).toBe(2_000)
  })
})
