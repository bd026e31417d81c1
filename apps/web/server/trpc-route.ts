import { appRouter, createContext, RosterError, toPublicError, type Context, type Services } from '@roster/api'
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { Hono, type Context as HonoContext } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { compress } from 'hono/compress'
import { toResponse, type AppEnv } from './app.ts'
import { logFailure } from './error-answer.ts'
import { answerList } from './list-answer.ts'
import { createNegotiate } from './negotiate.ts'
import type { Counted, RateLimit } from './rate-limit.ts'

const endpoint = '/api/trpc'
const MAX_BODY_BYTES = 256 * 1024

type TrpcEnv = AppEnv & { Variables: { context: Context; counted: Counted } }

/** The tRPC transport: the same procedures, bearer tokens only. */
export function createTrpcRoute(services: Services, rateLimit: RateLimit): Hono<AppEnv> {
  const route = new Hono<TrpcEnv>()
  const negotiate = createNegotiate()

  route.use(`${endpoint}/*`, async (c, next) => {
    const { incoming } = c.env
    const context = await createContext(services, c.req.header('authorization'), () => rateLimit.mayAsk(incoming))
    c.set('context', context)
    const counted = await rateLimit.count(context.credential, incoming)
    c.set('counted', counted)
    // tRPC decodes the names of the procedures, and is not prepared for what can't be decoded.
    if (!isDecodable(c.req.url)) throw counted.refusal ?? new RosterError('NOT_FOUND')
    await next()
  })

  // The list as the bytes that are kept of it. What can't be answered so, every error included, tRPC answers below.
  route.get(`${endpoint}/users.list`, async (c, next) => {
    const { context, counted } = c.var
    if (c.req.url.includes('?') || counted.refusal) return next()
    const { coding } = negotiate(c.env.incoming)
    const request = { format: 'trpc', coding, ifNoneMatch: c.req.header('if-none-match'), strong: false } as const
    const found = await answerList(context, services.roster, request).catch(() => undefined)
    if (!found) return next()
    const headers = {
      ...counted.headers,
      etag: found.etag,
      'cache-control': 'private, no-cache',
      vary: 'Authorization, Accept-Encoding',
    }
    if (!found.body) return c.body(null, 304, headers)
    const coded = coding === 'identity' ? {} : { 'content-encoding': coding }
    const length = String(found.body.length)
    return c.body(found.body, 200, {
      ...headers,
      ...coded,
      'content-type': 'application/json',
      'content-length': length,
    })
  })

  const limit = bodyLimit({
    maxSize: MAX_BODY_BYTES,
    onError: (c: HonoContext<AppEnv>) => toResponse(new RosterError('PAYLOAD_TOO_LARGE'), c.var.log),
  })
  route.all(`${endpoint}/*`, limit, compress(), async (c) => {
    const { context, counted } = c.var
    const mediaType = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase()
    if (c.req.method === 'POST' && mediaType !== 'application/json') throw new RosterError('UNSUPPORTED_MEDIA_TYPE')
    return fetchRequestHandler({
      endpoint,
      req: c.req.raw,
      router: appRouter,
      maxBatchSize: 10,
      createContext: async () => {
        if (counted.refusal) throw counted.refusal
        return context
      },
      onError: ({ error, path }) => logFailure(error, toPublicError(error).status, c.var.log.child({ path })),
      responseMeta: ({ errors }) => ({ headers: responseHeaders(errors[0], counted.headers) }),
    })
  })
  return new Hono<AppEnv>().route('/', route)
}

function isDecodable(url: string): boolean {
  try {
    return decodeURI(url) !== ''
  } catch {
    return false
  }
}

function responseHeaders(error: unknown, limitHeaders: Record<string, string>): Headers {
  const headers = new Headers({ 'cache-control': 'private, no-cache', ...limitHeaders })
  if (!error) return headers
  const { status, retryAfter } = toPublicError(error)
  if (status === 401) headers.set('www-authenticate', 'Bearer')
  if (retryAfter !== undefined) headers.set('retry-after', String(retryAfter))
  return headers
}
