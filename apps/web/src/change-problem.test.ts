import { expect, test } from 'vitest'
import { adviceAfter, isRefusal } from './change-problem.ts'

test('a refused change was not saved, and the server’s message says why', () => {
  const error = { message: 'Choose another', data: { code: 'VALIDATION_ERROR', httpStatus: 400 } } as const
  expect(isRefusal(error)).toBe(true)
  expect(adviceAfter(error, 'Look again.')).toBe('Choose another.')
})

test('a change whose answer was lost may have been saved, and the browser’s message is not shown', () => {
  const error = { message: 'Failed to fetch', data: null }
  expect(isRefusal(error)).toBe(false)
  expect(adviceAfter(error, 'Look again.')).toBe(
    'Roster could not be reached, so it isn’t known whether this was saved. Look again.',
  )
})

test('a change that failed on the server may have been saved', () => {
  const error = {
    message: 'An unexpected server error occurred',
    data: { code: 'INTERNAL_ERROR', httpStatus: 500 },
  } as const
  expect(isRefusal(error)).toBe(false)
  expect(adviceAfter(error, 'Look again.')).toMatch(
    /^Something went wrong on the server, so it isn’t known .* again\.$/u,
  )
})
