import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { Hono } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import type { AppEnv } from './app.ts'
import { openapiPath } from './openapi.ts'

const docsPath = '/api/docs'

const html = `<!doctype html>
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
const start = `SwaggerUIBundle({ dom_id: '#docs', url: '${openapiPath}', validatorUrl: null })\n`

const parts = [
  { name: 'swagger-ui.css', type: 'text/css; charset=utf-8' },
  { name: 'swagger-ui-bundle.js', type: 'text/javascript; charset=utf-8' },
]

/** Shows the document in a browser; everything that the page loads comes from this server. */
export function createDocsPage(): Hono<AppEnv> {
  const folder = path.dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
  const route = new Hono<AppEnv>()
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
  route.get(docsPath, headers, (c) => c.html(html, 200, { 'cache-control': 'no-cache' }))
  route.get(`${docsPath}/start.js`, headers, (c) =>
    c.body(start, 200, { 'content-type': 'text/javascript; charset=utf-8' }),
  )
  for (const { name, type } of parts) {
    route.get(`${docsPath}/${name}`, headers, async (c) =>
      c.body(new Uint8Array(await readFile(path.join(folder, name))), 200, {
        'content-type': type,
        'cache-control': 'public, max-age=3600',
      }),
    )
  }
  return route
}
