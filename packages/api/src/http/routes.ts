import { Hono } from 'hono'
import { RosterError } from '../errors.ts'
import type { Log } from '../log.ts'
import { errorAnswer } from './answer/error-answer.ts'
import { requestId } from './answer/request-id.ts'
import type { Metrics } from '../metrics/metrics.ts'
import type { HealthReport } from './health.ts'
import type { HttpRequest, Sender } from './http-request.ts'

export type RoutesEnv = { Variables: { log: Log }; Bindings: { incoming: HttpRequest } }

/** Counts a request for its address, and returns an error if the address is over its limit. */
export type CountAddress = (sender: Sender) => RosterError | undefined

type Routes = {
  log: Log
  metrics: Metrics
  /** The headers of every answer. */
  secure: Record<string, string>
  isReady: () => Promise<boolean>
  /** What /readyz?verbose adds. */
  report: () => Promise<HealthReport>
  routes: Hono<RoutesEnv>[]
}

/** The paths with few requests: health, the OpenAPI document and its page. */
export function createRoutes({ log, metrics, secure, isReady, report, routes }: Routes): Hono<RoutesEnv> {
  const app = new Hono<RoutesEnv>()
  app.use(async (c, next) => {
    const id = requestId(c.env.incoming)
    const started = performance.now()
    c.set('log', log.child({ requestId: id }))
    await next()
    for (const [name, value] of Object.entries({ ...secure, 'x-request-id': id })) c.res.headers.set(name, value)
    const { method, path } = c.req
    const { status } = c.res
    metrics.answered('other', status, started)
    const ms = Math.round(performance.now() - started)
    if (log.showsRequests()) c.var.log.debug({ method, path, status, ms }, 'request')
  })
  app.get('/livez', (c) => c.text('ok'))
  app.get('/readyz', async (c) => {
    const ready = await isReady()
    const status = ready ? 200 : 503
    if (c.req.query('verbose') === undefined) return c.text(ready ? 'ok' : 'not ready', status)
    return c.json({ ready, ...(await report()) }, status, { 'cache-control': 'no-store' })
  })
  for (const route of routes) app.route('/', route)
  app.notFound((c) => toResponse(refusal(app, c.req.path), log))
  app.onError((error, c) => toResponse(error, c.var.log))
  return app
}

/** A path that has other methods is not missing. */
function refusal({ routes }: Hono<RoutesEnv>, asked: string): RosterError {
  const methods = routes.filter(({ path, method }) => path === asked && method !== 'ALL').map(({ method }) => method)
  if (methods.length === 0) return new RosterError('NOT_FOUND')
  return new RosterError('METHOD_NOT_ALLOWED', { allow: methods.join(', ').replace('GET', 'GET, HEAD') })
}

/** The documented error as a web Response. */
export function toResponse(error: unknown, log: Log): Response {
  const { status, headers, body } = errorAnswer(error, log)
  return new Response(body, { status, headers })
}
