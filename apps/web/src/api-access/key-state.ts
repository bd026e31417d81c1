import type { AppRouter } from '../../server/app-router.ts'
import type { inferRouterOutputs } from '@trpc/server'

export type ApiKey = inferRouterOutputs<AppRouter>['apiKeys']['list'][number]

/** What a key can still do; `now` is in milliseconds. */
export function keyState({ revoked, expiresAt }: Pick<ApiKey, 'revoked' | 'expiresAt'>, now: number) {
  if (revoked) return 'Revoked'
  return expiresAt !== null && Date.parse(expiresAt) <= now ? 'Expired' : 'Active'
}
