import { expect, test } from 'vitest'
import { assignProblem } from './lead-problem.ts'

test('a refusal is shown with the server’s message', () => {
  const problem = assignProblem('Redwood', {
    message: 'Choose another',
    data: { code: 'VALIDATION_ERROR', httpStatus: 400 },
  })
  expect(problem).toEqual({ title: 'Couldn’t assign “Redwood”.', advice: 'Choose another.' })
})

test('a lost connection is shown without the browser’s message', () => {
  expect(assignProblem('Redwood', { message: 'Failed to fetch', data: null }).advice).toMatch(/check your connection/iu)
})

test('a server failure advises to try again', () => {
  const error = {
    message: 'An unexpected server error occurred',
    data: { code: 'INTERNAL_ERROR', httpStatus: 500 },
  } as const
  expect(assignProblem('Redwood', error).advice).toMatch(/try again in a moment/iu)
})
