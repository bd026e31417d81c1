import { expect, test } from 'vitest'
import { assignProblem } from './lead-problem.ts'

test('a refusal to assign is shown with the server’s message', () => {
  const problem = assignProblem('Redwood', {
    message: 'Choose another',
    data: { code: 'VALIDATION_ERROR', httpStatus: 400 },
  })
  expect(problem).toEqual({ title: 'Couldn’t assign “Redwood”.', advice: 'Choose another.' })
})

test('an assignment whose answer was lost is not called a failure', () => {
  const { title, advice } = assignProblem('Redwood', { message: 'Failed to fetch', data: null })
  expect(title).toBe('“Redwood” may have been assigned.')
  expect(advice).toMatch(/^Roster could not be reached, .* Look at the leads again/u)
})
