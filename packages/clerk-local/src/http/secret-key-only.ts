import type { MiddlewareHandler } from 'hono'
import { clerkError } from './clerk-error.ts'

export function secretKeyOnly(secretKey: string): MiddlewareHandler {
  return async (c, next) => {
    if (c.req.header('authorization') !== `Bearer ${secretKey}`) {
      throw clerkError(
        401,
        'clerk_key_invalid',
        'The secret key belongs to another instance. Use the one that the local Clerk printed when it started.',
      )
    }
    await next()
  }
}
