import type { ApiError } from '../../may-pass.ts'

/** A change that failed, and what to do about it. */
export type LeadProblem = { title: string; advice: string }

type Refusal = Pick<ApiError, 'data' | 'message'>

export function assignProblem(leadName: string, error: Refusal): LeadProblem {
  return { title: `Couldn’t assign “${leadName}”.`, advice: adviceAfter(error) }
}

/** What to do after an error; a refusal keeps the server's message. */
export function adviceAfter({ data, message }: Refusal): string {
  if (data?.httpStatus === undefined) return 'Roster could not be reached. Check your connection and try again.'
  if (data.httpStatus >= 500) return 'Something went wrong on the server. Try again in a moment.'
  return `${message}.`
}

/** The problem to show for leads that were skipped because somebody else changed them first. */
export function keptProblem(kept: number, all: number): LeadProblem | null {
  if (kept === 0) return null
  const title = all === 1 ? 'The lead wasn’t changed.' : `${kept} of ${all} leads weren’t changed.`
  return { title, advice: 'Someone else made changes first. Review them, then try again.' }
}
