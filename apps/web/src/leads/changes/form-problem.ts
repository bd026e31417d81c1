import { isRefusal, type Failure } from '../../change-problem.ts'
import { leadAdvice } from './lead-problem.ts'

/** A problem with a lead form, and the field it concerns. */
export type FormProblem = { field: 'name' | 'company' | 'assignee' | 'sharedWith' | 'form'; text: string }

// The server's messages about an input begin like this.
const fields = [
  ['Input name', 'name'],
  ['Input company', 'company'],
  ['The assignee', 'assignee'],
  ['Input assigneeId', 'assignee'],
  ['Somebody you share with', 'sharedWith'],
  ['Input sharedWith', 'sharedWith'],
] as const

export function formProblem(error: Failure): FormProblem {
  const field = fields.find(([start]) => error.message.startsWith(start))?.[1] ?? 'form'
  const isInvalid = error.data?.code === 'VALIDATION_ERROR'
  if (isInvalid && field !== 'form') return { field, text: `${error.message.replace(/^Input \S+ /u, 'This ')}.` }
  return { field: 'form', text: `${isRefusal(error) ? 'Nothing was saved. ' : ''}${leadAdvice(error)}` }
}
