import type { ApiError } from '../../may-pass.ts'

/** A change that did not happen: what, and what to do about it. */
export type LeadProblem = { title: string; advice: string }

type Refusal = Pick<ApiError, 'data' | 'message'>

export function assignProblem(leadName: string, error: Refusal): LeadProblem {
  return { title: `Couldn’t assign “${leadName}”.`, advice: adviceAfter(error) }
}

/** What to do after an error, in the server's words where it refused. */
export function adviceAfter({ data, message }: Refusal): string {
  if (data?.httpStatus === undefined) return 'Roster could not be reached. Check your connection and try again.'
  if (data.httpStatus >= 500) return 'Roster had a problem of its own. Try again in a moment.'
  return `${message}.`
}

/** Leads that somebody else changed first, so that they stayed as they were. */
export function keptProblem(kept: number, all: number): LeadProblem | null {
  if (kept === 0) return null
  const title = all === 1 ? 'The lead stayed as it was.' : `${kept} of ${all} leads stayed as they were.`
  return { title, advice: 'Someone else changed them meanwhile. Look at them again and repeat your change.' }
}
