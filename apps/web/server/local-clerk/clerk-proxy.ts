import { promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'
import { getConnInfo } from '@hono/node-server/conninfo'
import { Hono, type Context } from 'hono'
import { compress } from 'hono/compress'
import { proxy } from 'hono/proxy'
import Negotiator from 'negotiator'
import type { AppEnv } from '../app.ts'

export const clerkProxyPath = '/__clerk'

const brotli = promisify(brotliCompress)
// A script takes 40 ms; the last 7 % of its size would take half a second.
const BROTLI_9 = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }

/** Forwards the page's Clerk requests to the local Clerk, so that its cookies belong to the page's own origin. */
export function createClerkProxy(frontendApiUrl: string): Hono<AppEnv> {
  const route = new Hono<AppEnv>()
  // By path. Clerk's scripts never change at one address, so each is compressed once.
  const scripts = new Map<string, { body: Buffer<ArrayBuffer>; type: string; cacheControl: string }>()

  function forward(c: Context<AppEnv>): Promise<Response> {
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
  }

  // Clerk's own hosts compress, too.
  route.use(`${clerkProxyPath}/*`, compress())
  route.get(`${clerkProxyPath}/npm/*`, async (c) => {
    const [accepted] = new Negotiator({ headers: c.req.header() }).encodings(['br'])
    // Hono calls this for HEAD, too.
    if (accepted === undefined || c.req.method !== 'GET') return forward(c)
    let script = scripts.get(c.req.path)
    if (!script) {
      const answer = await forward(c)
      if (!answer.ok) return answer
      const { headers } = answer
      script = {
        body: await brotli(await answer.arrayBuffer(), BROTLI_9),
        type: headers.get('content-type') ?? '',
        cacheControl: headers.get('cache-control') ?? '',
      }
      scripts.set(c.req.path, script)
    }
    return c.body(script.body, 200, {
      'content-type': script.type,
      'cache-control': script.cacheControl,
      'content-encoding': 'br',
      vary: 'Accept-Encoding',
    })
  })
  route.all(`${clerkProxyPath}/*`, forward)
  return route
}
