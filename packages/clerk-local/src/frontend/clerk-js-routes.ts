import { createReadStream, existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Hono } from 'hono'
import { notFound } from '../clerk-error.ts'

/** The installed copy of clerk-js, so that a page needs no other host. */
export function clerkJsRoutes(): Hono {
  const dist = join(dirname(createRequire(import.meta.url).resolve('@clerk/clerk-js/package.json')), 'dist')
  return new Hono().get('/@clerk/:version/dist/:file{[A-Za-z0-9_.-]+\\.js}', (c) => {
    const path = join(dist, c.req.param('file'))
    if (!existsSync(path)) throw notFound('file of clerk-js')
    return c.body(webStream(path), 200, {
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    })
  })
}

function webStream(path: string): ReadableStream {
  return new ReadableStream({
    async start(controller) {
      for await (const chunk of createReadStream(path)) controller.enqueue(chunk)
      controller.close()
    },
  })
}
