import { getRequestListener, RequestError } from '@hono/node-server'
import type { Hono } from 'hono'
import { RosterError } from '../errors.ts'
import type { Log } from '../log.ts'
import { NO_METRICS, type MeasuredFace, type Metrics } from '../metrics/metrics.ts'
import type { Roster } from '../roster.ts'
import type { Deliver } from './answer/answer.ts'
import { createAnswerUnavailable } from './answer/answer-unavailable.ts'
import { endStalled } from './answer/end-stalled.ts'
import type { HeldBytes } from './answer/held-bytes.ts'
import { sendAnswer } from './answer/send-answer.ts'
import { webAnswer } from './answer/web-answer.ts'
import { fromWeb, pathOf, type HttpRequest } from './http-request.ts'
import type { Paths } from './paths.ts'
import type { Cors } from './rest/cors.ts'
import type { createRest } from './rest/rest.ts'
import { toResponse, type RoutesEnv } from './routes.ts'
import type { createTrpc } from './trpc/trpc-handler.ts'
import type { createWebhook } from './webhook/webhook.ts'

type Dispatch = {
  paths: Paths
  rest: ReturnType<typeof createRest>
  trpc: ReturnType<typeof createTrpc>
  /** Undefined if there is no secret to verify webhooks. */
  webhook: ReturnType<typeof createWebhook>
  /** Answers all other paths of Roster's. */
  routes: Hono<RoutesEnv>
  /** Whether a request may be taken; false while there are too many. */
  takes: () => boolean
  held: HeldBytes
  metrics: Metrics
  cors: Cors
  secure: Record<string, string>
  log: Log
}

type Face = MeasuredFace | 'probe'

/** Passes each request to the part that answers its path: Node's own requests and web Requests alike. */
export function createDispatch(parts: Dispatch): Pick<Roster, 'node' | 'fetch'> {
  const { paths, rest, trpc, webhook, routes, takes, held, metrics, cors, secure, log } = parts
  const answerUnavailable = createAnswerUnavailable(cors, secure, log)
  const listener = getRequestListener(routes.fetch, {
    // A request of HTTP/1.0 may have no Host.
    hostname: 'localhost',
    errorHandler: (error) => toResponse(error instanceof RequestError ? notUrl() : error, log),
  })

  function isRefusing(face: Face): boolean {
    if (face === 'probe' || takes()) return false
    metrics.shed()
    return true
  }

  /** Answers the paths with the most requests; undefined for the others. */
  function answer(request: HttpRequest, face: Face, deliver: Deliver): Promise<void> | undefined {
    if (face === 'trpc') return trpc(request, noted(face, request, deliver))
    if (face === 'webhook') return webhook?.(request, noted(face, request, deliver))
    if (face === 'users' || face === 'members' || face === 'resolve')
      return rest(face, request, noted(isWait(request) ? 'wait' : face, request, deliver))
    return undefined
  }

  /** Counts the answer, and logs it at level debug. */
  function noted(face: MeasuredFace, request: HttpRequest, deliver: Deliver): Deliver {
    if (metrics === NO_METRICS && !log.showsRequests()) return deliver
    const startedMs = performance.now()
    return (found) => {
      deliver(found)
      const { status, headers } = found
      metrics.answered(face, status, startedMs)
      if (!log.showsRequests()) return
      const ms = Math.round(performance.now() - startedMs)
      const requestId = headers['x-request-id']
      log.debug({ requestId, method: request.method, path: pathOf(request), status, ms }, 'request')
    }
  }

  return {
    async fetch(request, client) {
      const incoming = fromWeb(request, client?.address)
      const face = faceOf(incoming, paths)
      if (!face) return null
      if (isRefusing(face)) return answerUnavailable.web(incoming)
      const response = webAnswer(request, held)
      return new Promise((resolve, reject) => {
        const answered = answer(incoming, face, (found) => resolve(response(found)))
        if (answered) answered.catch(reject)
        else resolve(routes.fetch(request, { incoming }))
      })
    },

    node(request, response) {
      const face = faceOf(request, paths)
      if (!face) return false
      if (isRefusing(face)) {
        answerUnavailable.node(request, response)
        return true
      }
      if (answer(request, face, sendAnswer(response, held))) return true
      if (face !== 'probe') endStalled(response)
      void listener(request, response)
      return true
    },
  }
}

function faceOf(request: HttpRequest, paths: Paths): Face | undefined {
  const path = pathOf(request)
  if (path === paths.users) return 'users'
  if (path === paths.members) return 'members'
  if (path === paths.resolve) return 'resolve'
  if (path.startsWith(paths.trpc)) return 'trpc'
  if (path === '/livez' || path === '/readyz') return 'probe'
  if (path === paths.webhook) return 'webhook'
  const isOther = path === paths.openapi || path === paths.docs || path.startsWith(`${paths.docs}/`)
  return isOther ? 'other' : undefined
}

/** Whether the time until the answer is the caller's own choice, and so says nothing about the server. */
function isWait({ url = '' }: HttpRequest): boolean {
  return /[?&]wait=/.test(url)
}

function notUrl(): RosterError {
  return new RosterError('VALIDATION_ERROR', { message: 'The target of the request is not a URL' })
}
