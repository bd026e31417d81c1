import type { HttpRequest } from '../http-request.ts'
import type { Resource } from './resource.ts'

export type Cors = {
  headers(request: HttpRequest): Record<string, string>
  preflight(request: HttpRequest, resource: Resource): Record<string, string>
}

const exposed =
  'ETag, X-Request-Id, X-Total-Count, X-Data-As-Of, RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate, Allow'
const PREFLIGHT_SECONDS = '7200'

/** Allows exactly these origins to read the REST paths in a browser. An unknown origin gets no header. */
export function createCors(origins: readonly string[]): Cors {
  const allowed = new Set(origins)

  function headers({ headers: { origin } }: HttpRequest): Record<string, string> {
    if (origin === undefined || !allowed.has(origin)) return {}
    return { 'access-control-allow-origin': origin, 'access-control-expose-headers': exposed }
  }

  return {
    headers,
    preflight(request, { methods, requestHeaders }) {
      if (Object.keys(headers(request)).length === 0) return {}
      return {
        'access-control-allow-methods': methods.join(', '),
        'access-control-allow-headers': requestHeaders.join(', '),
        'access-control-max-age': PREFLIGHT_SECONDS,
      }
    },
  }
}
