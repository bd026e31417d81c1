import { Hono } from 'hono'
import { matchedRoutes } from 'hono/route'
import { answerError, answerUnknownRoute } from './answer-error.ts'
import { avatar } from './avatar.ts'
import { backendApi } from './backend/backend-api.ts'
import { exactJson } from './exact-json.ts'
import { frontendApi } from './frontend/frontend-api.ts'
import type { Instance } from './instance.ts'

export function createServerApp(instance: Instance, { count }: { count: (route: string) => void }): Hono {
  const app = new Hono()
  app.use('/bapi/*', exactJson, async (c, next) => {
    await next()
    const route = matchedRoutes(c).find(({ method }) => method === c.req.method)?.path ?? '/bapi/unknown'
    count(`${c.req.method} ${route.replace('/bapi', '')}`)
  })
  app.route('/bapi', backendApi(instance))
  app.route('/fapi', frontendApi(instance))
  app.get('/img/:file', (c) => {
    const id = c.req.param('file').replace(/\.svg$/, '')
    return c.body(avatar(id), 200, {
      'content-type': 'image/svg+xml',
      'cache-control': 'public, max-age=31536000, immutable',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
    })
  })
  app.notFound(answerUnknownRoute)
  app.onError(answerError)
  return app
}
