import type { OutgoingHttpHeaders } from 'node:http'
import type { Credential } from '../../access/authenticate.ts'
import type { Held } from '../../news/create-news.ts'
import { createContext, type Services, type Waited } from '../../trpc/context.ts'
import { RosterError } from '../../errors.ts'
import type { Cors } from './cors.ts'
import { errorAnswer } from '../answer/error-answer.ts'
import type { Log } from '../../log.ts'
import { limited, type RateLimit } from '../limits/rate-limit.ts'
import { requestId } from '../answer/request-id.ts'
import type { Answer, Deliver } from '../answer/answer.ts'
import type { HttpRequest } from '../http-request.ts'
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

/** A request, with what it keeps while it is held. */
type Call = {
  name: 'users' | 'members' | 'resolve'
  request: HttpRequest
  deliver: Deliver
  id: string
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

  /** Adds the limits to `headers`, which an error is answered with too. Undefined: the request is held. */
  async function answer(call: Call, headers: OutgoingHttpHeaders, waited?: Waited): Promise<Answer | undefined> {
    const { request } = call
    const resource = resources[call.name]
    const { method = 'GET' } = request
    if (method === 'OPTIONS') {
      return { status: 204, headers: { ...headers, allow: allowOf(resource), ...cors.preflight(request, resource) } }
    }
    if (!resource.methods.includes(method)) {
      throw new RosterError('METHOD_NOT_ALLOWED', { allow: allowOf(resource) })
    }
    const { authorization } = request.headers
    const credential =
      waited?.credential ?? (await services.authenticate(authorization, () => rateLimit.mayCheck(request)))
    const counted = rateLimit.count(credential, request, waited ? 0 : resource.weight)
    Object.assign(headers, counted.headers)
    if (counted.waitSeconds) throw limited(counted.waitSeconds)
    const context = createContext(services, credential, authorization, { waited })
    const answered = await resource.answer(request, headers, context)
    if ('begunMs' in answered) return hold(call, credential, answered)
    if (context.wasHeld()) rateLimit.giveBack(credential)
    return answered
  }

  /** Apart from `answer`, whose variables the held request would keep. */
  function hold(call: Call, credential: Credential, held: Held): undefined {
    services.news.hold(held, call.request.socket, (why) => {
      void run(call, { ...held, credential, isOver: why === 'over' })
    })
  }

  async function run(call: Call, waited?: Waited): Promise<void> {
    const { request, deliver, id } = call
    const headers: OutgoingHttpHeaders = { 'x-request-id': id, ...always, ...cors.headers(request) }
    try {
      const found = await answer(call, headers, waited)
      if (found) deliver(found)
    } catch (error) {
      // Not before: to copy the headers for each answer took a quarter of its time.
      if (headers['etag'] !== undefined) for (const name of ofAnswer) delete headers[name]
      const { status, headers: more, body } = errorAnswer(error, log.child({ requestId: id }))
      deliver({ status, headers: { ...headers, ...more }, body: [Buffer.from(body)] })
    }
  }

  return (name: Call['name'], request: HttpRequest, deliver: Deliver): Promise<void> =>
    run({ name, request, deliver, id: requestId(request) })
}

function allowOf({ methods }: Resource): string {
  return [...methods, 'OPTIONS'].join(', ')
}
