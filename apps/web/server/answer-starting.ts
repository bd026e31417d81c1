import type { IncomingMessage, ServerResponse } from 'node:http'
import { RosterError } from '@roster/api'
import { errorAnswer } from './error-answer.ts'
import type { Log } from './log.ts'
import { requestId } from './request-id.ts'

/** Refuses every request while the database and Clerk are still being opened. */
export function answerStarting(
  request: IncomingMessage,
  response: ServerResponse,
  secure: Record<string, string>,
  log: Log,
): void {
  const { status, headers, body } = errorAnswer(new RosterError('SERVICE_UNAVAILABLE', { retryAfter: 1 }), log)
  const vary = 'Authorization, Accept, Accept-Encoding, Origin'
  response.writeHead(status, { ...headers, ...secure, vary, 'x-request-id': requestId(request) }).end(body)
}
