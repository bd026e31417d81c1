import { z } from '@hono/zod-openapi'

const text = (description: string, example: string) => ({ description, schema: { type: 'string' as const }, example })
const number = (description: string, example: number) => ({
  description,
  schema: { type: 'integer' as const },
  example,
})

const headers = {
  Allow: text('The methods of the path.', 'GET, HEAD, OPTIONS'),
  'Access-Control-Allow-Headers': text('What a page may send.', 'Authorization, If-None-Match, X-Request-Id'),
  'Access-Control-Allow-Methods': text('What a page may call.', 'GET, HEAD'),
  'Access-Control-Allow-Origin': text('The page’s origin, if it is one of CORS_ORIGINS.', 'https://app.example.com'),
  'Access-Control-Expose-Headers': text('What a page may read.', 'ETag, X-Request-Id'),
  'Access-Control-Max-Age': number('Seconds for which a preflight may be remembered.', 7200),
  'Cache-Control': text('Lists: `private, no-cache`. Errors: `no-store`.', 'private, no-cache'),
  'Content-Encoding': text('`br` or `gzip`, where Accept-Encoding allows it.', 'br'),
  ETag: text('The version of exactly these bytes; send it back in If-None-Match.', '"3bHf0LqRr5gkP1n3y2M8mXoZbQc"'),
  RateLimit: text('What is left of each limit (IETF draft).', '"credential";r=599;t=60'),
  'RateLimit-Policy': text('The limits that apply (IETF draft).', '"credential";q=600;w=60'),
  'Retry-After': number('Seconds to wait before the next try.', 5),
  'Strict-Transport-Security': text('In production: the host is reached by https alone.', 'max-age=31536000'),
  Vary: text('What else the answer depends on.', 'Authorization, Accept, Accept-Encoding, Origin'),
  'WWW-Authenticate': text('The scheme to authenticate with.', 'Bearer'),
  'X-Content-Type-Options': text('Always: the type is the one in Content-Type.', 'nosniff'),
  'X-Data-As-Of': text('When the organization was last confirmed against Clerk, ISO 8601.', '2024-01-15T14:30:00.000Z'),
  'X-Request-Id': text(
    'The caller’s own id, or a new one; also in the server’s log.',
    '0b6b3c1e-58f4-4b44-9e0a-9d7f3f9f3f60',
  ),
  'X-Total-Count': number('The number of users in the list.', 25),
}

type HeaderName = keyof typeof headers
type Header = (typeof headers)[HeaderName] & { required?: true }

/** Sent only to pages of allowed origins. */
const pageHeaders = ['Access-Control-Allow-Origin', 'Access-Control-Expose-Headers'] as const

/** Sent in answer to the preflights of such pages. */
export const preflightHeaders = [
  'Access-Control-Allow-Methods',
  'Access-Control-Allow-Headers',
  'Access-Control-Max-Age',
] as const

export const limitHeaders = ['RateLimit', 'RateLimit-Policy'] as const

export const requestHeaders = z.object({
  'if-none-match': z.string().optional().openapi({ description: 'ETags of lists that the caller has, or `*`.' }),
  'x-request-id': z
    .string()
    .regex(/^[\w.:-]{1,64}$/)
    .optional()
    .openapi({ description: 'An id for this request; one that does not fit is replaced.' }),
})

/** The headers of an answer: those of every answer, those it always has, and those it sometimes has. */
export function headersOf(always: readonly HeaderName[], sometimes: readonly HeaderName[] = []) {
  const described: Partial<Record<HeaderName, Header>> = {}
  for (const name of ['Vary', 'X-Content-Type-Options', 'X-Request-Id', ...always] as const)
    described[name] = { ...headers[name], required: true }
  for (const name of ['Strict-Transport-Security', ...pageHeaders, ...sometimes] as const)
    described[name] = headers[name]
  return described
}
