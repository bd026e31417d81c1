import { expect, test } from 'vitest'
import { formProblem } from './form-problem.ts'

const refused = (message: string) => formProblem({ message, data: { code: 'VALIDATION_ERROR', httpStatus: 400 } })

test('a refusal that names a field is shown at that field', () => {
  expect(refused('Input name: must not contain a NUL').field).toBe('name')
  expect(refused('The assignee has left your organization; choose another')).toEqual({
    field: 'assignee',
    text: 'The assignee has left your organization; choose another.',
  })
  expect(refused('Somebody you share with was deleted; choose another').field).toBe('sharedWith')
})

test('an error that names no field is shown below the form', () => {
  expect(refused('Someone else changed this lead meanwhile')).toEqual({
    field: 'form',
    text: 'Nothing was saved. Someone else changed this lead meanwhile.',
  })
  expect(formProblem({ message: 'Failed to fetch', data: null })).toEqual({
    field: 'form',
    text: 'Nothing was saved. Roster could not be reached. Check your connection and try again.',
  })
})
