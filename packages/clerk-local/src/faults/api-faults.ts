import { setTimeout as pause } from 'node:timers/promises'
import type { MiddlewareHandler } from 'hono'
import { errorBody } from '../http/clerk-error.ts'
import type { ApiAnswer } from './faults.ts'
import type { FaultBox } from './fault-box.ts'

/** Runs before the route of a Backend API request, so that a write that fails is never made, and then changes the answer. */
export function apiFaults(box: FaultBox): MiddlewareHandler {
  return async (c, next) => {
    const { apiHang, apiLatencyMs, apiRetryAfterSeconds, apiMaxOffset } = box.current()
    if (apiHang) await new Promise((resolve) => c.req.raw.signal.addEventListener('abort', resolve))
    if (apiLatencyMs > 0) await pause(apiLatencyMs)
    const { pathname, search } = new URL(c.req.url)
    const fault = box.nextApiFault({ method: c.req.method, pathname: pathname.replace('/bapi', ''), search })
    if (fault !== undefined) return answer(fault, apiRetryAfterSeconds)
    if (apiMaxOffset !== null && Number(c.req.query('offset') ?? 0) > apiMaxOffset)
      return answer({ path: pathname, status: 422 }, apiRetryAfterSeconds)
    await next()
    if (c.res.ok && box.current().oddRecords.length > 0) {
      c.res = new Response(box.served(await c.res.text(), { channel: 'api' }), c.res)
    }
  }
}

const errors: Record<number, { code: string; message: string }> = {
  404: { code: 'resource_not_found', message: 'Resource not found' },
  422: {
    code: 'form_param_value_invalid',
    message: 'offset is beyond the end of what this list can page. Use a smaller one.',
  },
  429: { code: 'too_many_requests', message: 'Too many requests. Wait as Retry-After says.' },
}
const otherError = { code: 'internal_clerk_error', message: 'This failure was set by a fault. Try again later.' }

function answer({ status, body }: ApiAnswer, retryAfterSeconds: number): Response {
  const headers = status === 429 ? { 'retry-after': String(retryAfterSeconds) } : {}
  if (typeof body === 'string') return new Response(body, { status, headers })
  return Response.json(body ?? errorBody([errors[status] ?? otherError]), { status, headers })
}
