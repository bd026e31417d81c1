import { toPublicError } from '@roster/api'
import type { Log } from './log.ts'

/** The documented error: status, headers and body for whatever went wrong. What is unexpected goes to the log only. */
export function errorAnswer(error: unknown, log: Log) {
  const { code, status, message, retryAfter, allow } = toPublicError(error)
  if (status === 500) log.error({ err: error }, 'unexpected error')
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
