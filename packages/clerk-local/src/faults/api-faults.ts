import { setTimeout as pause } from 'node:timers/promises'
import type { MiddlewareHandler } from 'hono'
import { ClerkError } from '../clerk-error.ts'
import type { FaultBox } from './fault-box.ts'

/** Meets a Backend API request before its route does, so that a refused write was never made. */
export function apiFaults(box: FaultBox): MiddlewareHandler {
  return async (c, next) => {
    const { apiHang, apiLatencyMs, apiRetryAfterSeconds } = box.current()
    if (apiHang) await new Promise((resolve) => c.req.raw.signal.addEventListener('abort', resolve))
    if (apiLatencyMs > 0) await pause(apiLatencyMs)
    const fault = box.nextApiFault()
    if (fault === 'rateLimit') {
      c.header('retry-after', String(apiRetryAfterSeconds))
      throw new ClerkError(429, [
        { code: 'too_many_requests', message: 'Too many requests. Wait as Retry-After says.' },
      ])
    }
    if (fault === 'error') {
      throw new ClerkError(500, [{ code: 'internal_clerk_error', message: 'A fault was asked for. Try again later.' }])
    }
    await next()
  }
}
