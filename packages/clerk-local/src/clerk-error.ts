import type { ContentfulStatusCode } from 'hono/utils/http-status'

export type ClerkErrorItem = { code: string; message: string; long_message: string; meta: Record<string, unknown> }

/** A refusal in Clerk's shape, which both SDKs turn into their own error classes. */
export class ClerkError extends Error {
  readonly status: ContentfulStatusCode
  readonly errors: ClerkErrorItem[]

  constructor(
    status: ContentfulStatusCode,
    errors: { code: string; message: string; meta?: Record<string, unknown> }[],
  ) {
    super(errors.map(({ message }) => message).join(' '))
    this.name = 'ClerkError'
    this.status = status
    this.errors = errors.map(({ code, message, meta }) => ({ code, message, long_message: message, meta: meta ?? {} }))
  }
}

export function notFound(what: string): ClerkError {
  return new ClerkError(404, [{ code: 'resource_not_found', message: `There is no such ${what}. Check its id.` }])
}
