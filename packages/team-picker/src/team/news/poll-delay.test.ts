import { expect, test } from 'vitest'
import { pollDelay } from './poll-delay.ts'

const answered = (data: object) => Object.assign(new Error('answered'), { data })

test('after an outage the revision is requested again in two seconds, or up to 20 % sooner', () => {
  const error = answered({ code: 'INTERNAL_ERROR', httpStatus: 500 })
  expect([0, 0.5, 1].map((chance) => pollDelay(error, chance))).toEqual([2_000, 1_800, 1_600])
})

test('a refusal is final', () => {
  for (const httpStatus of [400, 401, 403]) expect(pollDelay(answered({ httpStatus }), 0.5)).toBe(false)
})

test('a time that the server named is kept, or exceeded by up to 20 %', () => {
  for (const httpStatus of [429, 503]) {
    const error = answered({ httpStatus, retryAfter: 5 })
    expect([0, 1].map((chance) => pollDelay(error, chance))).toEqual([5_000, 6_000])
  }
})

test('without a connection the revision is requested again in two seconds', () => {
  expect(pollDelay(new Error('offline'), 0)).toBe(2_000)
})
