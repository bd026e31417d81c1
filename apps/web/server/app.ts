import { getRequestListener, RequestError, type HttpBindings } from '@hono/node-server'
import { errorResponse, RosterError } from '@roster/api'
import { Hono } from 'hono'
import { requestId } from 'hono/request-id'
import type { Log } from './log.ts'

export type AppEnv = { Bindings: HttpBindings }

/** Every path that is not Roster's: the pages, and the local Clerk where it runs. What has none of them is the documented 404. */
export function createApp(routes: Hono<AppEnv>[], isHttpsOnly: boolean, log: Log) {
  const app = new Hono<AppEnv>()
  app.use(requestId())
  app.use(async (c, next) => {
    await next()
    if (isHttpsOnly) c.res.headers.set('strict-transport-security', 'max-age=31536000')
    c.res.headers.set('x-content-type-options', 'nosniff')
  })
  for (const route of routes) app.route('/', route)
  app.notFound(() => errorResponse(new RosterError('NOT_FOUND')))
  app.onError((error) => {
    log.error({ err: error }, 'unexpected error')
    return errorResponse(error)
  })
  return getRequestListener(app.fetch, {
    // HTTP/1.0 may come without a Host.
    hostname: 'localhost',
    errorHandler: (error) => errorResponse(error instanceof RequestError ? notUrl() : error),
  })
}

function notUrl(): RosterError {
  return new RosterError('VALIDATION_ERROR', { message: 'The target of the request is not a URL' })
}
