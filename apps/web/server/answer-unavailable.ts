import type { IncomingMessage, ServerResponse } from 'node:http'
import { RosterError } from '@roster/api'
import { errorAnswer } from './error-answer.ts'
import type { Log } from './log.ts'
import { requestId } from './request-id.ts'

/** Refuses a request without a look at it: while the server is still starting, or has too much to do. */
export function createAnswerUnavailable(secure: Record<string, string>, log: Log) {
  const { status, headers, body } = errorAnswer(new RosterError('SERVICE_UNAVAILABLE', { retryAfter: 1 }), log)
  const known = {
    ...headers,
    ...secure,
    vary: 'Authorization, Accept, Accept-Encoding, Origin',
    'content-length': Buffer.byteLength(body),
  }
  return (request: IncomingMessage, response: ServerResponse): void => {
    response.writeHead(status, { ...known, 'x-request-id': requestId(request) }).end(body)
  }
}
