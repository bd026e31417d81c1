import { Hono, type MiddlewareHandler } from 'hono'
import { matchedRoutes } from 'hono/route'
import { answerError, answerUnknownRoute } from './http/answer-error.ts'
import { avatar } from './avatar.ts'
import { backendApi } from './backend/backend-api.ts'
import type { FaultBox } from './faults/fault-box.ts'
import { frontendApi } from './frontend/frontend-api.ts'
import type { Instance } from './instance.ts'
import { secretKeyOnly } from './http/secret-key-only.ts'

/** The Backend SDK parses a body as JSON only if the content type is exactly `application/json`. */
const exactJson: MiddlewareHandler = async (c, next) => {
  await next()
  if (c.res.headers.get('content-type')?.startsWith('application/json'))
    c.res.headers.set('content-type', 'application/json')
  c.res.headers.set('cache-control', 'no-store')
}

export function createServerApp(args: {
  instance: Instance
  faults: FaultBox
  control: Hono
  /** The Backend API of another instance, by its secret key. */
  otherBackend: (secretKey: string) => Hono | undefined
  count: (route: string) => void
}): Hono {
  const { instance, faults, control, otherBackend, count } = args
  const app = new Hono()
  app.use('/bapi/*', exactJson, async (c, next) => {
    await next()
    const route = matchedRoutes(c).find(({ method }) => method === c.req.method)?.path ?? '/bapi/unknown'
    count(`${c.req.method} ${route.replace('/bapi', '')}`)
    const { clockAheadMs } = faults.current()
    c.res.headers.set('date', new Date(Date.now() + clockAheadMs).toUTCString())
  })
  app.use('/bapi/*', async (c, next) => {
    const other = otherBackend(c.req.header('authorization')?.replace('Bearer ', '') ?? '')
    return other === undefined ? await next() : await other.fetch(c.req.raw)
  })
  app.route('/bapi', backendApi(instance, faults))
  app.use('/control/*', exactJson, secretKeyOnly(instance.keys.secretKey))
  app.route('/control', control)
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
