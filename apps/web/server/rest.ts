import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  createContext,
  invalidInput,
  listInputSchema,
  RosterError,
  type Coding,
  type Context,
  type Format,
  type Services,
} from '@roster/api'
import Negotiator from 'negotiator'
import type { Cors } from './cors.ts'
import { errorAnswer } from './error-answer.ts'
import { answerList } from './list-answer.ts'
import type { Log } from './log.ts'
import type { RateLimit } from './rate-limit.ts'
import { requestId } from './request-id.ts'

export const usersPath = '/api/v1/entities/users'

const ALLOW = 'GET, HEAD, OPTIONS'
const mediaTypes: Record<string, Format> = { 'application/json': 'json', 'text/csv': 'csv' }
const contentTypes = { json: 'application/json; charset=utf-8', csv: 'text/csv; charset=utf-8; header=present' }

type Rest = { services: Services; rateLimit: RateLimit; cors: Cors; log: Log }

/**
 * Answers the documented path on Node's own request and response: of all paths it is asked most, and a web
 * framework would cost it as much as everything else that it does (see docs/decisions).
 */
export function createRest({ services, rateLimit, cors, log }: Rest) {
  async function list(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { authorization, 'if-none-match': ifNoneMatch } = request.headers
    const context = await createContext(services, authorization)
    const { headers, refusal } = await rateLimit(context.credential, request)
    setAll(response, headers)
    if (refusal) throw refusal
    const negotiator = new Negotiator(request)
    const format = mediaTypes[negotiator.mediaType(Object.keys(mediaTypes)) ?? ''] ?? 'json'
    const coding = codingOf(negotiator)
    const strong = await isStrong(request, context)
    const answer = await answerList(context, services.roster, { format, coding, ifNoneMatch, strong })
    response.setHeader('etag', answer.etag)
    response.setHeader('cache-control', 'private, no-cache')
    if (answer.asOfMs !== null) response.setHeader('x-data-as-of', new Date(answer.asOfMs).toISOString())
    if (!answer.body) return end(response, 304)
    response.setHeader('content-type', format === 'csv' ? contentTypes.csv : contentTypes.json)
    response.setHeader('x-total-count', answer.total ?? 0)
    if (coding !== 'identity') response.setHeader('content-encoding', coding)
    end(response, 200, answer.body)
  }

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const started = performance.now()
    const id = requestId(request)
    response.setHeader('x-request-id', id)
    response.setHeader('vary', 'Authorization, Accept, Accept-Encoding, Origin')
    setAll(response, cors.headers(request))
    try {
      if (request.method === 'OPTIONS') {
        setAll(response, { allow: ALLOW, ...cors.preflight(request) })
        return end(response, 204)
      }
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        throw new RosterError('METHOD_NOT_ALLOWED', { allow: ALLOW })
      }
      await list(request, response)
    } catch (error) {
      const { status, headers, body } = errorAnswer(error, log.child({ requestId: id }))
      setAll(response, headers)
      end(response, status, Buffer.from(body))
    }
    if (log.isLevelEnabled('debug')) {
      const ms = Math.round(performance.now() - started)
      log.debug({ requestId: id, method: request.method, path: usersPath, status: response.statusCode, ms }, 'request')
    }
  }
}

async function isStrong({ url = '' }: IncomingMessage, context: Context): Promise<boolean> {
  if (!url.includes('?')) return false
  const consistency = new URL(url, 'http://roster.invalid').searchParams.get('consistency') ?? undefined
  const { data, error } = listInputSchema.safeParse({ consistency })
  if (data) return data.consistency === 'strong'
  // As by tRPC: who may not ask at all hears that first.
  await context.admission()
  throw invalidInput(error)
}

// Who excludes every coding that there is gets plain bytes: no answer would help less.
function codingOf(negotiator: Negotiator): Coding {
  const [coding] = negotiator.encodings(['br', 'gzip', 'identity'])
  return coding === 'br' || coding === 'gzip' ? coding : 'identity'
}

function setAll(response: ServerResponse, headers: Record<string, string>): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
}

function end(response: ServerResponse, status: number, body?: Buffer): void {
  response.statusCode = status
  if (body) response.setHeader('content-length', body.length)
  // Node itself leaves the body out of an answer to HEAD.
  response.end(body)
}
