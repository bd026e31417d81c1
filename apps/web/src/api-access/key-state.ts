import type { inferRouterOutputs } from '@trpc/server'
import type { RosterRouter } from '@roster/api'

export type ApiKey = inferRouterOutputs<RosterRouter>['apiKeys']['list'][number]

/** What a key can still do; `now` is in milliseconds. */
export function keyState({ revoked, expiresAt }: Pick<ApiKey, 'revoked' | 'expiresAt'>, now: number) {
  if (revoked) return 'Revoked'
  return expiresAt !== null && Date.parse(expiresAt) <= now ? 'Expired' : 'Active'
}
