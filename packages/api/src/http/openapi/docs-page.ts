import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { Hono } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import type { RoutesEnv, CountAddress } from '../routes.ts'
import type { Paths } from '../paths.ts'

const compress = promisify(gzip)

const html = (docsPath: string) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Roster API</title>
    <link rel="icon" href="/favicon.svg">
    <link rel="stylesheet" href="${docsPath}/swagger-ui.css">
    <script defer src="${docsPath}/swagger-ui-bundle.js"></script>
    <script defer src="${docsPath}/start.js"></script>
  </head>
  <body><main id="docs"></main></body>
</html>
`
// Without a validator, whose badge would call another host.
const start = (openapiPath: string) =>
  `SwaggerUIBundle({ dom_id: '#docs', url: '${openapiPath}', validatorUrl: null })\n`

const parts = [
  { name: 'swagger-ui.css', type: 'text/css; charset=utf-8' },
  { name: 'swagger-ui-bundle.js', type: 'text/javascript; charset=utf-8' },
]

/** Shows the document in a browser; everything that the page loads comes from this server. */
export function createDocsPage({ docs: docsPath, openapi }: Paths, countAddress: CountAddress): Hono<RoutesEnv> {
  const folder = path.dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
  const route = new Hono<RoutesEnv>()
  const headers = secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      connectSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      styleSrc: ["'self'", "'unsafe-inline'"],
      frameAncestors: ["'none'"],
      baseUri: ["'none'"],
    },
    strictTransportSecurity: false,
  })
  route.get(docsPath, headers, (c) => c.html(html(docsPath), 200, { 'cache-control': 'no-cache' }))
  route.get(`${docsPath}/start.js`, headers, (c) =>
    c.body(start(openapi), 200, { 'content-type': 'text/javascript; charset=utf-8' }),
  )
  // Anyone may ask for them, and they are large.
  route.use(`${docsPath}/*`, async (c, next) => {
    const refusal = await countAddress(c.env.incoming)
    if (refusal) throw refusal
    await next()
  })
  for (const { name, type } of parts) {
    const read = () => readFile(path.join(folder, name))
    let compressed: Promise<Uint8Array<ArrayBuffer>> | undefined
    route.get(`${docsPath}/${name}`, headers, async (c) => {
      const known = { 'content-type': type, 'cache-control': 'public, max-age=3600', vary: 'Accept-Encoding' }
      if (!/\bgzip\b/.test(c.req.header('accept-encoding') ?? ''))
        return c.body(new Uint8Array(await read()), 200, known)
      compressed ??= read().then(async (plain) => new Uint8Array(await compress(plain)))
      return c.body(await compressed, 200, { ...known, 'content-encoding': 'gzip' })
    })
  }
  return route
}
