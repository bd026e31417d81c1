import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { createContext, invalidInput, listInputSchema, RosterError, type Context, type Services } from '@roster/api'
import type { Cors } from './cors.ts'
import { errorAnswer } from './error-answer.ts'
import { answerList } from './list-answer.ts'
import type { Log } from './log.ts'
import { contentTypes, createNegotiate } from './negotiate.ts'
import { callerOf, type RateLimit } from './rate-limit.ts'
import { requestId } from './request-id.ts'
import type { Answer, SendAnswer } from './send-answer.ts'

export const usersPath = '/api/v1/entities/users'

const ALLOW = 'GET, HEAD, OPTIONS'

type Rest = {
  services: Services
  rateLimit: RateLimit
  cors: Cors
  secure: Record<string, string>
  send: SendAnswer
  log: Log
}
/** `caller` is known where the answer may be big. */
type RestAnswer = Answer & { caller?: string }

/**
 * Answers the documented path on Node's own request and response: of all paths it is asked most, and a web
 * framework would cost it as much as everything else that it does (see docs/decisions).
 */
export function createRest({ services, rateLimit, cors, secure, send, log }: Rest) {
  const negotiate = createNegotiate()

  /** `headers` are those of every answer; what is known of the limits joins them for errors too. */
  async function answer(request: IncomingMessage, headers: OutgoingHttpHeaders): Promise<RestAnswer> {
    if (request.method === 'OPTIONS') {
      return { status: 204, headers: { ...headers, allow: ALLOW, ...cors.preflight(request) } }
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      throw new RosterError('METHOD_NOT_ALLOWED', { allow: ALLOW })
    }
    const context = await createContext(services, request.headers.authorization, () => rateLimit.mayCheck(request))
    const counted = rateLimit.count(context.credential, request)
    Object.assign(headers, counted.headers)
    if (counted.refusal) throw counted.refusal
    return list(request, headers, context)
  }

  async function list(request: IncomingMessage, headers: OutgoingHttpHeaders, context: Context): Promise<RestAnswer> {
    const { format, coding } = negotiate(request)
    const strong = await isStrong(request, context)
    const ifNoneMatch = request.headers['if-none-match']
    const found = await answerList(context, services.roster, { format, coding, ifNoneMatch, strong })
    headers['etag'] = found.etag
    headers['cache-control'] = 'private, no-cache'
    if (found.asOfMs !== null) headers['x-data-as-of'] = new Date(found.asOfMs).toISOString()
    if (!found.body) return { status: 304, headers }
    headers['content-type'] = format === 'csv' ? contentTypes.csv : contentTypes.json
    headers['x-total-count'] = found.total
    if (coding !== 'identity') headers['content-encoding'] = coding
    const { credential } = context
    const caller = credential.kind === 'session' || credential.kind === 'api-key' ? callerOf(credential) : ''
    return { status: 200, headers, body: [found.body], caller }
  }

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const started = performance.now()
    const id = requestId(request)
    const headers: OutgoingHttpHeaders = {
      'x-request-id': id,
      vary: 'Authorization, Accept, Accept-Encoding, Origin',
      ...secure,
      ...cors.headers(request),
    }
    try {
      const found = await answer(request, headers)
      send(response, found, found.caller ?? null)
    } catch (error) {
      const { status, headers: more, body } = errorAnswer(error, log.child({ requestId: id }))
      send(response, { status, headers: { ...headers, ...more }, body: [Buffer.from(body)] }, null)
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
