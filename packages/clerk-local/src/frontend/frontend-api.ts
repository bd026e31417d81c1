import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { answerError, answerUnknownRoute } from '../http/answer-error.ts'
import type { Instance } from '../instance.ts'
import { isLoopback } from '../http/is-loopback.ts'
import { newId } from '../new-id.ts'
import { clientObject } from './client-object.ts'
import { clerkJsRoutes } from './clerk-js-routes.ts'
import { environment } from './environment.ts'
import { handshakeRoute } from './handshake-route.ts'
import { invitationRoutes } from './invitation-routes.ts'
import { meRoutes } from './me-routes.ts'
import { ownOrganizationRoutes } from './own-organization-routes.ts'
import { browserSessionRoutes } from './session-routes.ts'
import { signInRoutes } from './sign-in-routes.ts'
import { type FrontendEnv, visitorOf } from './visitor.ts'

/** The Frontend API under `/fapi`. clerk-js sends PATCH, PUT and DELETE as POST with the parameter `_method`. */
export function frontendApi(instance: Instance): Hono {
  const routes = frontendRoutes(instance)
  return new Hono()
    .use(
      cors({
        origin: (origin) => (isLoopback(origin) ? origin : null),
        credentials: true,
        allowHeaders: ['authorization', 'content-type'],
      }),
    )
    .route('/npm', clerkJsRoutes())
    .all('/*', (c) => {
      const method = c.req.query('_method') ?? c.req.method
      const { pathname, search } = new URL(c.req.url)
      const url = new URL(pathname.replace('/fapi', '') + search, 'http://local')
      const body = method === 'GET' || method === 'HEAD' || c.req.method === 'GET' ? null : c.req.raw.body
      return routes.fetch(
        new Request(url, { method, headers: c.req.raw.headers, body, ...(body === null ? {} : { duplex: 'half' }) }),
      )
    })
}

function frontendRoutes(instance: Instance): Hono<FrontendEnv> {
  const app = new Hono<FrontendEnv>()
  app.onError(answerError)
  app.notFound(answerUnknownRoute)
  return app
    .use(async (c, next) => {
      c.set('visitor', visitorOf(c, instance))
      await next()
    })
    .on(['GET', 'PATCH'], '/v1/environment', (c) => c.json(environment(c.var.visitor.azp ?? instance.view.url)))
    .post('/v1/dev_browser', (c) => c.json({ id: newId('dvb'), object: 'dev_browser' }))
    .get('/v1/client', (c) => c.json({ response: clientObject(instance, c.var.visitor, null), client: null }))
    .on(['PUT', 'POST'], '/v1/client', (c) => {
      c.var.visitor.requireClient()
      return c.json({ response: clientObject(instance, c.var.visitor, null), client: null })
    })
    .route('/v1/client/handshake', handshakeRoute(instance))
    .route('/v1/client/sign_ins', signInRoutes(instance))
    .route('/v1/client/sessions', browserSessionRoutes(instance))
    .route('/v1/me', meRoutes(instance))
    .route('/v1/organizations', ownOrganizationRoutes(instance))
    .route('/v1/organizations', invitationRoutes(instance))
}
