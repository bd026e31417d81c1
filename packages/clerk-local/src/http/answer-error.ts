import type { Context } from 'hono'
import { ClerkError, clerkError, errorBody } from './clerk-error.ts'
import { warn } from '../warn.ts'

export function answerError(error: Error, c: Context): Response {
  const known = error instanceof ClerkError ? error : undefined
  if (known === undefined) warn(`The local Clerk failed: ${error.stack ?? error.message}`)
  return answer(known ?? clerkError(500, 'internal_clerk_error', 'The local Clerk failed. Its log says why.'), c)
}

/** Not a 404, because a caller would take it for the absence of a record. */
export function answerUnknownRoute(c: Context): Response {
  return answer(
    clerkError(
      501,
      'not_implemented',
      `The local Clerk does not implement ${c.req.method} ${c.req.path}. A real Clerk may: try the call there.`,
    ),
    c,
  )
}

function answer({ errors, status }: ClerkError, c: Context): Response {
  return c.json(errorBody(errors), status)
}
