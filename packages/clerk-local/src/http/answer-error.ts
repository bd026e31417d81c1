import type { Context } from 'hono'
import { ClerkError, errorBody } from './clerk-error.ts'
import { warn } from '../warn.ts'

export function answerError(error: Error, c: Context): Response {
  const known = error instanceof ClerkError ? error : undefined
  if (known === undefined) warn(`The local Clerk failed: ${error.stack ?? error.message}`)
  return answer(
    known ??
      new ClerkError(500, [{ code: 'internal_clerk_error', message: 'The local Clerk failed. Its log says why.' }]),
    c,
  )
}

/** Not a 404, because a caller would take it for the absence of a record. */
export function answerUnknownRoute(c: Context): Response {
  return answer(
    new ClerkError(501, [
      {
        code: 'not_implemented',
        message: `The local Clerk does not implement ${c.req.method} ${c.req.path}. A real Clerk may: try the call there.`,
      },
    ]),
    c,
  )
}

function answer({ errors, status }: ClerkError, c: Context): Response {
  return c.json(errorBody(errors), status)
}
