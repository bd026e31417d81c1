import type { MiddlewareHandler } from 'hono'
import { ClerkError } from './clerk-error.ts'

export function secretKeyOnly(secretKey: string): MiddlewareHandler {
  return async (c, next) => {
    if (c.req.header('authorization') !== `Bearer ${secretKey}`) {
      throw new ClerkError(401, [
        {
          code: 'clerk_key_invalid',
          message:
            'The secret key belongs to another instance. Use the one that the local Clerk printed when it started.',
        },
      ])
    }
    await next()
  }
}
