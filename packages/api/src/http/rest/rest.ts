import type { OutgoingHttpHeaders } from 'node:http'
import { createContext, type Services } from '../../trpc/context.ts'
import { RosterError } from '../../errors.ts'
import type { Cors } from './cors.ts'
import { errorAnswer } from '../answer/error-answer.ts'
import type { Log } from '../../log.ts'
import { limited, type RateLimit } from '../limits/rate-limit.ts'
import { requestId } from '../answer/request-id.ts'
import type { Answer, Deliver } from '../answer/answer.ts'
import { pathOf, type HttpRequest } from '../http-request.ts'
import { createListResource } from './list-resource.ts'
import { resolveResource } from './resolve-resource.ts'
import type { Resource } from './resource.ts'

type Rest = {
  services: Services
  rateLimit: RateLimit
  cors: Cors
  secure: Record<string, string>
  log: Log
}

// What an error in place of an answer that found no room must not keep.
const ofAnswer = ['etag', 'x-data-as-of', 'x-total-count', 'content-encoding']

/**
 * Answers the REST paths without a web framework, which would cost as much as all other work for a request
 * (docs/decisions/0001).
 */
export function createRest({ services, rateLimit, cors, secure, log }: Rest) {
  const always = { vary: 'Authorization, Accept, Accept-Encoding, Origin', ...secure }
  const resources = {
    users: createListResource('users'),
    members: createListResource('members'),
    resolve: resolveResource,
  }

  /** Adds the limits to `headers`, which an error is answered with too. */
  async function answer(resource: Resource, request: HttpRequest, headers: OutgoingHttpHeaders): Promise<Answer> {
    const { method = 'GET' } = request
    if (method === 'OPTIONS') {
      return { status: 204, headers: { ...headers, allow: allowOf(resource), ...cors.preflight(request, resource) } }
    }
    if (!resource.methods.includes(method)) {
      throw new RosterError('METHOD_NOT_ALLOWED', { allow: allowOf(resource) })
    }
    const { authorization } = request.headers
    const credential = await services.authenticate(authorization, () => rateLimit.mayCheck(request))
    const counted = rateLimit.count(credential, request, resource.weight)
    Object.assign(headers, counted.headers)
    if (counted.waitSeconds) throw limited(counted.waitSeconds)
    const context = createContext(services, credential, authorization)
    const answered = await resource.answer(request, headers, context)
    if (context.wasHeld()) rateLimit.giveBack(credential)
    return answered
  }

  return async <Delivered>(
    name: keyof typeof resources,
    request: HttpRequest,
    deliver: Deliver<Delivered>,
  ): Promise<Delivered> => {
    const started = performance.now()
    const id = requestId(request)
    const headers: OutgoingHttpHeaders = { 'x-request-id': id, ...always, ...cors.headers(request) }
    let found: Answer
    let delivered: Delivered
    try {
      found = await answer(resources[name], request, headers)
      delivered = deliver(found)
    } catch (error) {
      // Not before: to copy the headers for each answer took a quarter of its time.
      if (headers['etag'] !== undefined) for (const name of ofAnswer) delete headers[name]
      const { status, headers: more, body } = errorAnswer(error, log.child({ requestId: id }))
      found = { status, headers: { ...headers, ...more }, body: [Buffer.from(body)] }
      delivered = deliver(found)
    }
    if (log.showsRequests()) {
      const ms = Math.round(performance.now() - started)
      log.debug({ requestId: id, method: request.method, path: pathOf(request), status: found.status, ms }, 'request')
    }
    return delivered
  }
}

function allowOf({ methods }: Resource): string {
  return [...methods, 'OPTIONS'].join(', ')
}
