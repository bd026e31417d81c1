import type { MiddlewareHandler } from 'hono'

/** The Backend SDK parses a body as JSON only if the content type is exactly `application/json`. */
export const exactJson: MiddlewareHandler = async (c, next) => {
  await next()
  if (c.res.headers.get('content-type')?.startsWith('application/json'))
    c.res.headers.set('content-type', 'application/json')
  c.res.headers.set('cache-control', 'no-store')
}
