import type { IncomingMessage } from 'node:http'
import type { HttpBindings } from '@hono/node-server'
import { RosterError } from '@roster/api'
import { Hono } from 'hono'
import { createMiddleware } from 'hono/factory'
import { errorAnswer } from './error-answer.ts'
import type { HealthReport } from './health.ts'
import type { Log } from './log.ts'
import { requestId } from './request-id.ts'

export type AppEnv = { Variables: { log: Log }; Bindings: HttpBindings }

/** Counts a request for its address; the answer is the error of an address that is over its limit. */
export type CountAddress = (request: IncomingMessage) => Promise<RosterError | undefined>

type App = {
  log: Log
  /** The headers of every answer. */
  secure: Record<string, string>
  isReady: () => Promise<boolean>
  /** What /readyz?verbose adds to it. */
  report: () => Promise<HealthReport>
  routes: Hono<AppEnv>[]
}

/** Every path but the REST one. `routes` are asked in order; what none of them answers is the documented 404. */
export function createApp({ log, secure, isReady, report, routes }: App): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.use(withLog(log, secure))
  app.get('/livez', (c) => c.text('ok'))
  app.get('/readyz', async (c) => {
    const ready = await isReady()
    const status = ready ? 200 : 503
    if (c.req.query('verbose') === undefined) return c.text(ready ? 'ok' : 'not ready', status)
    return c.json({ ready, ...(await report()) }, status, { 'cache-control': 'no-store' })
  })
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

/** Gives each request its id, its log, and a line in the log at debug; and each answer its headers. */
function withLog(log: Log, secure: Record<string, string>) {
  return createMiddleware<AppEnv>(async (c, next) => {
    const id = requestId(c.env.incoming)
    const started = performance.now()
    c.set('log', log.child({ requestId: id }))
    await next()
    for (const [name, value] of Object.entries({ ...secure, 'x-request-id': id })) c.res.headers.set(name, value)
    const ms = Math.round(performance.now() - started)
    c.var.log.debug({ method: c.req.method, path: c.req.path, status: c.res.status, ms }, 'request')
  })
}
