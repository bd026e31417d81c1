import { adviceAfter, isRefusal, type Failure } from '../../change-problem.ts'

/** A change that failed, and what to do about it. */
export type LeadProblem = { title: string; advice: string }

export function assignProblem(leadName: string, error: Failure): LeadProblem {
  const title = isRefusal(error) ? `Couldn’t assign “${leadName}”.` : `“${leadName}” may have been assigned.`
  return { title, advice: leadAdvice(error) }
}

export function leadAdvice(error: Failure): string {
  return adviceAfter(error, 'Look at the leads again before you repeat it.')
}

/** The problem to show for leads that were skipped because they had changed first. */
export function keptProblem(kept: number, all: number): LeadProblem | null {
  if (kept === 0) return null
  const title = all === 1 ? 'The lead wasn’t changed.' : `${kept} of ${all} leads weren’t changed.`
  return { title, advice: 'Somebody changed or deleted them first. Review them, then try again.' }
}
