import { Hono } from 'hono'
import { matchedRoutes } from 'hono/route'
import { avatar } from './avatar.ts'
import { backendApi } from './backend/backend-api.ts'
import { ClerkError } from './clerk-error.ts'
import { exactJson } from './exact-json.ts'
import type { Instance } from './instance.ts'

export function createServerApp(instance: Instance, { count }: { count: (route: string) => void }): Hono {
  const app = new Hono()
  app.use('/bapi/*', exactJson, async (c, next) => {
    await next()
    const route = matchedRoutes(c).find(({ method }) => method === c.req.method)?.path ?? '/bapi/unknown'
    count(`${c.req.method} ${route.replace('/bapi', '')}`)
  })
  app.route('/bapi', backendApi(instance))
  app.get('/img/:file', (c) => {
    const id = c.req.param('file').replace(/\.svg$/, '')
    return c.body(avatar(id), 200, {
      'content-type': 'image/svg+xml',
      'cache-control': 'public, max-age=31536000, immutable',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
    })
  })
  app.notFound((c) => c.json(body(new ClerkError(404, [{ code: 'resource_not_found', message: `The local Clerk has no ${c.req.method} ${c.req.path}.` }])), 404))
  app.onError((error, c) => {
    const known = error instanceof ClerkError ? error : undefined
    if (known === undefined) console.error(error)
    const answer = known ?? new ClerkError(500, [{ code: 'internal_clerk_error', message: 'The local Clerk failed. Its log says why.' }])
    return c.json(body(answer), answer.status)
  })
  return app
}

function body({ errors }: ClerkError) {
  return { errors, clerk_trace_id: 'local' }
}
