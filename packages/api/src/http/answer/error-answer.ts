import { causeOf } from '../../cause-of.ts'
import { RosterError, toPublicError, type PublicError } from '../../errors.ts'
import { explainFailure } from '@roster/db'
import type { Log } from '../../log.ts'

/** Status, headers and body of the documented error for any failure. The cause goes to the log only. */
export function errorAnswer(error: unknown, log: Log) {
  const answer = publicAnswer(error)
  logFailure(error, answer.status, log)
  return answer
}

/** The documented error as a web Response, for a host's own paths. Nothing is logged. */
export function errorResponse(error: unknown): Response {
  const { status, headers, body } = publicAnswer(error)
  return new Response(body, { status, headers })
}

function publicAnswer(error: unknown) {
  const shown = toPublicError(error)
  const { code, status, message } = shown
  const fixed = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' }
  return { status, headers: { ...fixed, ...hintHeaders(shown) }, body: JSON.stringify({ error: { code, message } }) }
}

/** The headers that say what to do about an error. */
export function hintHeaders({ status, retryAfter, allow }: PublicError): Record<string, string> {
  return {
    ...(status === 401 && { 'www-authenticate': 'Bearer' }),
    ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
    ...(allow && { allow }),
    // The rest of a body that was refused is not read.
    ...(status === 413 && { connection: 'close' }),
  }
}

/** Logs what the caller must not see: each unexpected error, and each kind of dependency failure once a minute. */
export function logFailure(error: unknown, status: number, log: Log): void {
  if (status === 500) log.error({ err: error }, 'unexpected error')
  if (status !== 503) return
  const expected = [error, error instanceof Error ? error.cause : undefined].find((each) => each instanceof RosterError)
  if (!expected) return logDatabaseFailure(error, log)
  // An error without a cause was logged where it arose.
  if (expected instanceof RosterError && expected.cause) logClerkFailure(expected.cause, log)
}

export function logDatabaseFailure(error: unknown, log: Log): void {
  const cause = causeOf(error)
  log.error({ cause: `database ${cause.code}`, ...cause }, explainFailure(cause.code))
}

/** Logs the failure of a call about API keys, which only Clerk can answer. */
export function logClerkFailure(error: unknown, log: Log): void {
  const cause = causeOf(error)
  log.warn(
    { cause: `clerk keys ${cause.code}`, ...cause },
    'Clerk did not answer about an API key, so requests that need its answer are answered 503. Wait for Clerk, or check this machine’s network and CLERK_API_URL.',
  )
}
