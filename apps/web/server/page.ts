import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import type { AppEnv } from './app.ts'
import type { PageConfig } from '../src/page-config.ts'

/** The built page. What differs between instances is written into it at run time, so that one build serves all. */
export async function createPage(folder: string, config: PageConfig): Promise<Hono<AppEnv>> {
  const template = await readFile(path.join(folder, 'index.html'), 'utf8')
  // In a script element only `<` could end the data early.
  const html = template.replace('%ROSTER_CONFIG%', () => JSON.stringify(config).replaceAll('<', '\\u003c'))
  const page = new Hono<AppEnv>()
  page.use(pageHeaders(config))
  page.use('/assets/*', async (c, next) => {
    await next()
    if (c.res.ok) c.header('cache-control', 'public, max-age=31536000, immutable')
  })
  page.use('/assets/*', serveStatic({ root: folder }))
  page.get('/favicon.svg', serveStatic({ root: folder }))
  page.get('/assets/*', (c) => c.text('Not found', 404))
  page.get('*', async (c, next) => {
    if (/^\/(api|__clerk)(\/|$)/.test(c.req.path)) return next()
    return c.html(html, 200, { 'cache-control': 'no-cache' })
  })
  return page
}

function pageHeaders({ clerkOrigins }: PageConfig) {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'self'"],
      scriptSrc: ["'self'", ...clerkOrigins],
      connectSrc: ["'self'", ...clerkOrigins],
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
