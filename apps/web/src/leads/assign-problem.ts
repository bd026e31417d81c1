import type { ApiError } from '../may-pass.ts'

/** An assignment that did not happen: what, and what to do about it. */
export type AssignProblem = { title: string; advice: string }

export function assignProblem(leadName: string, error: Pick<ApiError, 'data' | 'message'>): AssignProblem {
  const title = `Couldn’t assign “${leadName}”.`
  const { httpStatus } = error.data ?? {}
  if (httpStatus === undefined)
    return { title, advice: 'Roster could not be reached. Check your connection and try again.' }
  if (httpStatus >= 500) return { title, advice: 'Roster had a problem of its own. Try again in a moment.' }
  return { title, advice: `${error.message}.` }
}
