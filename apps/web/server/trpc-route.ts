import { appRouter, createContext, RosterError, toPublicError, type Services } from '@roster/api'
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { compress } from 'hono/compress'
import { toResponse, type AppEnv } from './app.ts'
import type { RateLimit } from './rate-limit.ts'

const endpoint = '/api/trpc'
const MAX_BODY_BYTES = 256 * 1024

/** The tRPC transport: the same procedures, bearer tokens only. */
export function createTrpcRoute(services: Services, rateLimit: RateLimit): Hono<AppEnv> {
  const route = new Hono<AppEnv>()

  const limit = bodyLimit({
    maxSize: MAX_BODY_BYTES,
    onError: (c) => toResponse(new RosterError('PAYLOAD_TOO_LARGE'), c.var.log),
  })
  route.all(`${endpoint}/*`, limit, compress(), async (c) => {
    const mediaType = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase()
    if (c.req.method === 'POST' && mediaType !== 'application/json') throw new RosterError('UNSUPPORTED_MEDIA_TYPE')
    const context = await createContext(services, c.req.header('authorization'))
    let limitHeaders: Record<string, string> = {}
    return fetchRequestHandler({
      endpoint,
      req: c.req.raw,
      router: appRouter,
      maxBatchSize: 10,
      createContext: async () => {
        const { headers, refusal } = await rateLimit(context.credential, c.env.incoming)
        limitHeaders = headers
        if (refusal) throw refusal
        return context
      },
      onError: ({ error, path }) => {
        if (toPublicError(error).status === 500) c.var.log.error({ err: error, path }, 'unexpected error')
      },
      responseMeta: ({ errors }) => ({ headers: responseHeaders(errors[0], limitHeaders) }),
    })
  })
  return route
}

function responseHeaders(error: unknown, limitHeaders: Record<string, string>): Headers {
  const headers = new Headers({ 'cache-control': 'private, no-cache', ...limitHeaders })
  if (!error) return headers
  const { status, retryAfter } = toPublicError(error)
  if (status === 401) headers.set('www-authenticate', 'Bearer')
  if (retryAfter !== undefined) headers.set('retry-after', String(retryAfter))
  return headers
}
