import type { OutgoingHttpHeaders } from 'node:http'
import { createContext, type Context, type Services } from '../../trpc/context.ts'
import { invalidInput, RosterError } from '../../errors.ts'
import { listInputSchema } from '../../trpc/users.ts'
import type { Cors } from './cors.ts'
import { errorAnswer } from '../answer/error-answer.ts'
import { answerList } from '../list-answer.ts'
import type { Log } from '../../log.ts'
import { contentTypes, createNegotiate } from './negotiate.ts'
import { limitKey, type RateLimit } from '../limits/rate-limit.ts'
import { requestId } from '../answer/request-id.ts'
import type { Answer, Deliver } from '../answer/answer.ts'
import { pathOf, type HttpRequest } from '../http-request.ts'

const ALLOW = 'GET, HEAD, OPTIONS'

type Rest = {
  services: Services
  rateLimit: RateLimit
  cors: Cors
  secure: Record<string, string>
  log: Log
}
/** `caller` is known where the answer may be big. */
type RestAnswer = Answer & { caller?: string }

/**
 * Answers the documented path without a web framework, which would cost as much as everything else that is done for a
 * request (docs/decisions/0001).
 */
export function createRest({ services, rateLimit, cors, secure, log }: Rest) {
  const negotiate = createNegotiate()

  /** `headers` are those of every answer; what is known of the limits joins them for errors too. */
  async function answer(request: HttpRequest, headers: OutgoingHttpHeaders): Promise<RestAnswer> {
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

  async function list(request: HttpRequest, headers: OutgoingHttpHeaders, context: Context): Promise<RestAnswer> {
    const { format, coding } = negotiate(request)
    const strong = await isStrong(request, context)
    const ifNoneMatch = request.headers['if-none-match']
    const found = await answerList(context, services.snapshots, { format, coding, ifNoneMatch, strong })
    headers['etag'] = found.etag
    headers['cache-control'] = 'private, no-cache'
    if (found.asOfMs !== null) headers['x-data-as-of'] = new Date(found.asOfMs).toISOString()
    if (!found.body) return { status: 304, headers }
    headers['content-type'] = format === 'csv' ? contentTypes.csv : contentTypes.json
    headers['x-total-count'] = found.total
    if (coding !== 'identity') headers['content-encoding'] = coding
    const { credential } = context
    const caller = credential.kind === 'session' || credential.kind === 'api-key' ? limitKey(credential) : ''
    return { status: 200, headers, body: [found.body], caller }
  }

  return async <Delivered>(request: HttpRequest, deliver: Deliver<Delivered>): Promise<Delivered> => {
    const started = performance.now()
    const id = requestId(request)
    const headers: OutgoingHttpHeaders = {
      'x-request-id': id,
      vary: 'Authorization, Accept, Accept-Encoding, Origin',
      ...secure,
      ...cors.headers(request),
    }
    let found: RestAnswer
    let delivered: Delivered
    try {
      found = await answer(request, headers)
      delivered = deliver(found, found.caller ?? null)
    } catch (error) {
      const { status, headers: more, body } = errorAnswer(error, log.child({ requestId: id }))
      found = { status, headers: { ...headers, ...more }, body: [Buffer.from(body)] }
      delivered = deliver(found, null)
    }
    if (log.showsRequests()) {
      const ms = Math.round(performance.now() - started)
      log.debug({ requestId: id, method: request.method, path: pathOf(request), status: found.status, ms }, 'request')
    }
    return delivered
  }
}

async function isStrong({ url = '' }: HttpRequest, context: Context): Promise<boolean> {
  if (!url.includes('?')) return false
  const consistency = new URL(url, 'http://roster.invalid').searchParams.get('consistency') ?? undefined
  const { data, error } = listInputSchema.safeParse({ consistency })
  if (data) return data.consistency === 'strong'
  // As by tRPC: who may not ask at all hears that first.
  await context.admission()
  throw invalidInput(error)
}
