import type { HttpBindings } from '@hono/node-server'
import { RosterError } from '@roster/api'
import { Hono } from 'hono'
import { createMiddleware } from 'hono/factory'
import { errorAnswer } from './error-answer.ts'
import type { Log } from './log.ts'
import { requestId } from './request-id.ts'

export type AppEnv = { Variables: { log: Log }; Bindings: HttpBindings }

/** Every path but the REST one. `routes` are asked in order; what none of them answers is the documented 404. */
export function createApp(log: Log, isReady: () => Promise<boolean>, routes: Hono<AppEnv>[]): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.use(withLog(log))
  app.get('/livez', (c) => c.text('ok'))
  app.get('/readyz', async (c) => ((await isReady()) ? c.text('ok') : c.text('not ready', 503)))
  for (const route of routes) app.route('/', route)
  app.notFound(() => toResponse(new RosterError('NOT_FOUND'), log))
  app.onError((error, c) => toResponse(error, c.var.log))
  return app
}

/** The documented error as a web Response. */
export function toResponse(error: unknown, log: Log): Response {
  const { status, headers, body } = errorAnswer(error, log)
  return new Response(body, { status, headers })
}

/** Gives each request its id, its log, and a line in the log at debug. */
function withLog(log: Log) {
  return createMiddleware<AppEnv>(async (c, next) => {
    const id = requestId(c.env.incoming)
    const started = performance.now()
    c.set('log', log.child({ requestId: id }))
    await next()
    c.res.headers.set('x-request-id', id)
    const ms = Math.round(performance.now() - started)
    c.var.log.debug({ method: c.req.method, path: c.req.path, status: c.res.status, ms }, 'request')
  })
}
