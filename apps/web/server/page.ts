import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono, type MiddlewareHandler } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import Negotiator from 'negotiator'
import type { AppEnv } from './app.ts'
import type { PageConfig } from '../src/page-config.ts'

// What Clerk documents for its protection from bots and fraud, whose hosts have ports of their own.
const CLERK_CHALLENGES = 'https://challenges.cloudflare.com'
const CLERK_PROTECT = 'https://*.protect.clerk.com:*'

// What browsers and crawlers ask for by a fixed name.
const rootFiles = ['/favicon.svg', '/touch-icon.png', '/manifest.webmanifest', '/robots.txt']

/** The built page. What differs between instances is written into it at run time, so that one build serves all. */
export async function createPage(folder: string, config: PageConfig): Promise<Hono<AppEnv>> {
  const template = await readFile(path.join(folder, 'index.html'), 'utf8')
  // In a script element only `<` could end the data early.
  const html = template.replace('%ROSTER_CONFIG%', () => JSON.stringify(config).replaceAll('<', '\\u003c'))
  const preload = `<${config.clerkJsUrl}>; rel=preload; as=script; crossorigin`
  const page = new Hono<AppEnv>()
  page.use(pageHeaders(config))
  // Their names change with their content.
  page.use('/assets/*', cached('public, max-age=31536000, immutable'))
  page.use('/assets/*', serveStatic({ root: folder, precompressed: true }))
  for (const name of rootFiles) page.get(name, cached('public, max-age=86400'), serveStatic({ root: folder }))
  page.get('/assets/*', (c) => c.text('Not found', 404))
  page.get('*', async (c, next) => {
    if (!isPagePath(c.req.path) || asksForJson(c.req.header('accept')) || isProgram(c.req.header('authorization')))
      return next()
    return c.html(html, 200, { 'cache-control': 'no-cache', link: preload })
  })
  return page
}

/** What is found may be kept; a missing file may yet come. */
function cached(cacheControl: string): MiddlewareHandler {
  return async (c, next) => {
    await next()
    if (!c.res.ok) return
    c.header('cache-control', cacheControl)
    c.header('vary', 'Accept-Encoding')
  }
}

/**
 * No page has a dot in its path, or a path that another spelling of one of the API would be: who asks for `//api/…`,
 * `/API/…` or `/x/api/…` is a program, to which a page would look like success.
 */
function isPagePath(path: string): boolean {
  const spelled = path.replaceAll(/%[\da-f]{2}/gi, (escaped) =>
    String.fromCodePoint(Number.parseInt(escaped.slice(1), 16)),
  )
  return !/(^|[/\\.\s])(api|__clerk|livez|readyz)([/\\?#;,\s]|$)/i.test(spelled) && !/\.[^/]*$/.test(spelled)
}

function asksForJson(accept: string | undefined): boolean {
  const [preferred] = new Negotiator({ headers: { accept } }).mediaTypes(['text/html', 'application/json'])
  return preferred !== 'text/html'
}

/** A browser that opens a page sends no such token. */
function isProgram(authorization = ''): boolean {
  return /^bearer\s/i.test(authorization)
}

function pageHeaders({ clerkOrigins }: PageConfig) {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'self'"],
      scriptSrc: ["'self'", ...clerkOrigins, CLERK_CHALLENGES, CLERK_PROTECT],
      connectSrc: ["'self'", ...clerkOrigins, CLERK_PROTECT],
      frameSrc: ["'self'", CLERK_CHALLENGES, CLERK_PROTECT],
      imgSrc: ["'self'", 'data:', 'https://img.clerk.com', ...clerkOrigins],
      // Clerk's components write their styles at run time.
      styleSrc: ["'self'", "'unsafe-inline'"],
      workerSrc: ["'self'", 'blob:'],
      frameAncestors: ["'none'"],
      baseUri: ["'none'"],
      objectSrc: ["'none'"],
    },
    crossOriginEmbedderPolicy: false,
    strictTransportSecurity: false,
  })
}
