import type { ServerResponse } from 'node:http'
import { RosterError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import type { HttpRequest } from '../http-request.ts'
import type { Cors } from '../rest/cors.ts'
import { errorAnswer } from './error-answer.ts'
import { requestId } from './request-id.ts'

/** Refuses a request unread, for `roster.node` and `roster.fetch`: the process is overloaded. */
export type AnswerUnavailable = {
  node(request: HttpRequest, response: ServerResponse): void
  web(request: HttpRequest): Response
}

/** Most headers are prepared once: a refusal must cost a small part of an answer, or it does not help. */
export function createAnswerUnavailable(cors: Cors, secure: Record<string, string>, log: Log): AnswerUnavailable {
  const { status, headers, body } = errorAnswer(new RosterError('SERVICE_UNAVAILABLE', { retryAfter: 1 }), log)
  const known = {
    ...headers,
    ...secure,
    vary: 'Authorization, Accept, Accept-Encoding, Origin',
    'content-length': String(Buffer.byteLength(body)),
  }
  const list = Object.entries(known).flat()
  const own = (request: HttpRequest) => ({ ...cors.headers(request), 'x-request-id': requestId(request) })
  return {
    node(request, response) {
      response.writeHead(status, [...list, ...Object.entries(own(request)).flat()])
      response.end(body)
    },
    web: (request) =>
      new Response(request.method === 'HEAD' ? null : body, { status, headers: { ...known, ...own(request) } }),
  }
}
