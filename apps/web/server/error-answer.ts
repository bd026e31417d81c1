import { causeOf, toPublicError } from '@roster/api'
import { explainFailure, isUnavailable } from '@roster/db'
import type { Log } from './log.ts'

/** The documented error: status, headers and body for whatever went wrong. Its cause goes to the log only. */
export function errorAnswer(error: unknown, log: Log) {
  const { code, status, message, retryAfter, allow } = toPublicError(error)
  logFailure(error, status, log)
  return {
    status,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      ...(status === 401 && { 'www-authenticate': 'Bearer' }),
      ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
      ...(allow && { allow }),
    },
    body: JSON.stringify({ error: { code, message } }),
  }
}

/** A line for what the caller is not told: each unexpected error, and once a minute each way in which the database fails. */
export function logFailure(error: unknown, status: number, log: Log): void {
  if (status === 500) log.error({ err: error }, 'unexpected error')
  else if (isUnavailable(error)) logDatabaseFailure(error, log)
}

export function logDatabaseFailure(error: unknown, log: Log): void {
  const cause = causeOf(error)
  log.error({ cause: `database ${cause.code}`, ...cause }, explainFailure(cause.code))
}
