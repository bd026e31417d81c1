import { RosterError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import type { HttpRequest } from '../http-request.ts'
import type { Answer } from './answer.ts'
import { errorAnswer } from './error-answer.ts'
import { requestId } from './request-id.ts'

/** Refuses a request without a look at it: the process has too much to do. */
export function createAnswerUnavailable(secure: Record<string, string>, log: Log): (request: HttpRequest) => Answer {
  const { status, headers, body } = errorAnswer(new RosterError('SERVICE_UNAVAILABLE', { retryAfter: 1 }), log)
  const known = { ...headers, ...secure, vary: 'Authorization, Accept, Accept-Encoding, Origin' }
  const bytes = [Buffer.from(body)]
  return (request) => ({ status, headers: { ...known, 'x-request-id': requestId(request) }, body: bytes })
}
