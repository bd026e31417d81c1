import { randomUUID } from 'node:crypto'
import type { IncomingMessage, RequestListener } from 'node:http'
import { getRequestListener, RequestError, type HttpBindings } from '@hono/node-server'
import { errorResponse, RosterError } from '@roster/api'
import { Hono } from 'hono'
import type { Log } from './log.ts'

export type AppEnv = { Bindings: HttpBindings }

/** Every path that is not Roster's: the pages, and the local Clerk where it runs. What has none of them is the documented 404. */
export function createApp(routes: Hono<AppEnv>[], isHttpsOnly: boolean, log: Log): RequestListener {
  const app = new Hono<AppEnv>()
  for (const route of routes) app.route('/', route)
  app.notFound(() => errorResponse(new RosterError('NOT_FOUND')))
  app.onError((error) => {
    log.error({ err: error }, 'unexpected error')
    return errorResponse(error)
  })
  const listener = getRequestListener(app.fetch, {
    // HTTP/1.0 may come without a Host.
    hostname: 'localhost',
    errorHandler: (error) => errorResponse(error instanceof RequestError ? notUrl() : error),
  })
  return (request, response) => {
    // Here, because the app itself never sees a request that is not one to it.
    response.setHeader('x-request-id', requestId(request))
    response.setHeader('x-content-type-options', 'nosniff')
    if (isHttpsOnly) response.setHeader('strict-transport-security', 'max-age=31536000')
    void listener(request, response)
  }
}

/** The caller's own id if it is one that Roster's paths keep, else a new one. */
function requestId({ headers: { 'x-request-id': given } }: IncomingMessage): string {
  return typeof given === 'string' && /^[\w.:-]{1,64}$/.test(given) ? given : randomUUID()
}

function notUrl(): RosterError {
  return new RosterError('VALIDATION_ERROR', { message: 'The target of the request is not a URL' })
}
