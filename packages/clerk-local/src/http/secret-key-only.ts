import type { MiddlewareHandler } from 'hono'
import { ClerkError } from './clerk-error.ts'

export function secretKeyOnly(secretKey: string): MiddlewareHandler {
  return async (c, next) => {
    if (c.req.header('authorization') !== `Bearer ${secretKey}`) {
      throw new ClerkError(401, [
        {
          code: 'clerk_key_invalid',
          message: 'The secret key is not the one of this instance. Use the one the local Clerk started with.',
        },
      ])
    }
    await next()
  }
}
