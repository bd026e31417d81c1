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
  expect(refused('This lead was changed meanwhile')).toEqual({
    field: 'form',
    text: 'Nothing was saved. This lead was changed meanwhile.',
  })
})

test('a form whose answer was lost does not claim that nothing was saved', () => {
  const { field, text } = formProblem({ message: 'Failed to fetch', data: null })
  expect(field).toBe('form')
  expect(text).toMatch(/^Roster could not be reached, so it isn’t known whether this was saved\. Look at the leads/u)
})
