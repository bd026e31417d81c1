import { expect, test } from 'vitest'
import { assignProblem } from './lead-problem.ts'

test('a refusal is told in the words of the server', () => {
  const problem = assignProblem('Redwood', {
    message: 'Choose another',
    data: { code: 'VALIDATION_ERROR', httpStatus: 400 },
  })
  expect(problem).toEqual({ title: 'Couldn’t assign “Redwood”.', advice: 'Choose another.' })
})

test('what the browser says of a lost connection is not shown', () => {
  expect(assignProblem('Redwood', { message: 'Failed to fetch', data: null }).advice).toMatch(/check your connection/iu)
})

test('a failure of the server asks for another try', () => {
  const error = {
    message: 'An unexpected server error occurred',
    data: { code: 'INTERNAL_ERROR', httpStatus: 500 },
  } as const
  expect(assignProblem('Redwood', error).advice).toMatch(/try again in a moment/iu)
})
