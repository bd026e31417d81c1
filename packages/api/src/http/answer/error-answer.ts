import { causeOf } from '../../cause-of.ts'
import { RosterError, toPublicError } from '../../errors.ts'
import { explainFailure } from '@roster/db'
import type { Log } from '../../log.ts'

/** The documented error: status, headers and body for whatever went wrong. Its cause goes to the log only. */
export function errorAnswer(error: unknown, log: Log) {
  const answer = publicAnswer(error)
  logFailure(error, answer.status, log)
  return answer
}

/** The documented error as a web Response, for a host's own paths; its cause is dropped. */
export function errorResponse(error: unknown): Response {
  const { status, headers, body } = publicAnswer(error)
  return new Response(body, { status, headers })
}

function publicAnswer(error: unknown) {
  const { code, status, message, retryAfter, allow } = toPublicError(error)
  return {
    status,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      ...(status === 401 && { 'www-authenticate': 'Bearer' }),
      ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
      ...(allow && { allow }),
      // The rest of a body that was refused is not read.
      ...(status === 413 && { connection: 'close' }),
    },
    body: JSON.stringify({ error: { code, message } }),
  }
}

/** A line for what the caller is not told: each unexpected error, and once a minute each way in which a dependency fails. */
export function logFailure(error: unknown, status: number, log: Log): void {
  if (status === 500) log.error({ err: error }, 'unexpected error')
  if (status !== 503) return
  const foreseen = [error, error instanceof Error ? error.cause : undefined].find((each) => each instanceof RosterError)
  if (!foreseen) return logDatabaseFailure(error, log)
  // Without a cause, whoever noticed it has logged it.
  if (foreseen instanceof RosterError && foreseen.cause) logClerkFailure(foreseen.cause, log)
}

export function logDatabaseFailure(error: unknown, log: Log): void {
  const cause = causeOf(error)
  log.error({ cause: `database ${cause.code}`, ...cause }, explainFailure(cause.code))
}

/** Of the calls that only Clerk can answer, about API keys. */
export function logClerkFailure(error: unknown, log: Log): void {
  const cause = causeOf(error)
  log.warn(
    { cause: `clerk keys ${cause.code}`, ...cause },
    'Clerk did not answer about an API key, so its request is answered 503. Wait for it, or check this machine’s network and CLERK_API_URL.',
  )
}
