import type { ContentfulStatusCode } from 'hono/utils/http-status'

type ErrorItem = { code: string; message: string; meta?: Record<string, unknown> }

/** An error answer in Clerk's shape, from which both SDKs make their own error classes. */
export class ClerkError extends Error {
  readonly status: ContentfulStatusCode
  readonly errors: readonly ErrorItem[]

  constructor(status: ContentfulStatusCode, errors: ErrorItem[]) {
    super(errors.map(({ message }) => message).join(' '))
    this.name = 'ClerkError'
    this.status = status
    this.errors = errors
  }
}

export function errorBody(errors: readonly ErrorItem[]) {
  return {
    errors: errors.map(({ code, message, meta }) => ({ code, message, long_message: message, meta: meta ?? {} })),
    clerk_trace_id: 'local',
  }
}

/** `param` is the name of the parameter that is wrong. */
export function clerkError(status: ContentfulStatusCode, code: string, message: string, param?: string): ClerkError {
  return new ClerkError(status, [{ code, message, ...(param && { meta: { param_name: param } }) }])
}

/** The row, or 404 if there is none. */
export function found<Row>(row: Row | undefined, what: string): Row {
  if (row === undefined) throw notFound(what)
  return row
}

export function notFound(what: string): ClerkError {
  return clerkError(404, 'resource_not_found', `There is no such ${what}. Check its id.`)
}
