import { getConnInfo } from '@hono/node-server/conninfo'
import { Hono } from 'hono'
import { compress } from 'hono/compress'
import { proxy } from 'hono/proxy'
import type { AppEnv } from '../app.ts'

export const clerkProxyPath = '/__clerk'

/** Forwards the page's Clerk requests to the local Clerk, so that its cookies belong to the page's own origin. */
export function createClerkProxy(frontendApiUrl: string): Hono<AppEnv> {
  const route = new Hono<AppEnv>()
  // Clerk's own hosts compress, too.
  route.use(`${clerkProxyPath}/*`, compress())
  route.all(`${clerkProxyPath}/*`, (c) => {
    const { pathname, search, protocol, host } = new URL(c.req.url)
    const target = frontendApiUrl + pathname.slice(clerkProxyPath.length) + search
    const { address } = getConnInfo(c).remote
    return proxy(target, {
      raw: c.req.raw,
      headers: {
        ...c.req.header(),
        host: undefined,
        'x-forwarded-host': host,
        'x-forwarded-proto': protocol.replace(':', ''),
        ...(address && { 'x-forwarded-for': address }),
      },
      redirect: 'manual',
      // Otherwise a client that disconnects early is reported as a failure of this server.
      signal: null,
    })
  })
  return route
}
