import type { ApiError } from './may-pass.ts'

export type Failure = Pick<ApiError, 'data' | 'message'>

/** Whether the server refused a change. After any other error it may have been saved: its answer can be lost. */
export function isRefusal({ data }: Failure): boolean {
  return data?.httpStatus !== undefined && data.httpStatus < 500
}

/** The server's reason for a refusal; otherwise `check`, which says how to find out whether the change was saved. */
export function adviceAfter(error: Failure, check: string): string {
  if (isRefusal(error)) return `${error.message}.`
  const isAnswered = error.data?.httpStatus !== undefined
  const cause = isAnswered ? 'Something went wrong on the server' : 'Roster could not be reached'
  return `${cause}, so it isn’t known whether this was saved. ${check}`
}
