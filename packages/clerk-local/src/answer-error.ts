import type { Context } from 'hono'
import { ClerkError, errorBody } from './clerk-error.ts'
import { warn } from './warn.ts'

export function answerError(error: Error, c: Context): Response {
  const known = error instanceof ClerkError ? error : undefined
  if (known === undefined) warn(`The local Clerk failed: ${error.stack ?? error.message}`)
  return answer(
    known ??
      new ClerkError(500, [{ code: 'internal_clerk_error', message: 'The local Clerk failed. Its log says why.' }]),
    c,
  )
}

export function answerUnknownRoute(c: Context): Response {
  return answer(
    new ClerkError(404, [
      { code: 'resource_not_found', message: `The local Clerk has no ${c.req.method} ${c.req.path}.` },
    ]),
    c,
  )
}

function answer({ errors, status }: ClerkError, c: Context): Response {
  return c.json(errorBody(errors), status)
}
