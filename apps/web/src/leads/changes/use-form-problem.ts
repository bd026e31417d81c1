import { useState } from 'react'
import type { FormProblem } from './form-problem.ts'
import type { LeadValues } from './lead-form.tsx'

const NO_NAME: FormProblem = { field: 'name', text: 'A lead needs a name. Enter one, such as a person or a deal.' }

/** The problem of a form: one that is found before it is sent, or the server's refusal. */
export function useFormProblem() {
  const [problem, setProblem] = useState<FormProblem | null>(null)
  return {
    problem,
    setProblem,
    /** Whether the values can be sent. */
    check: ({ name }: Pick<LeadValues, 'name'>): boolean => {
      setProblem(name === '' ? { ...NO_NAME } : null)
      return name !== ''
    },
  }
}
