'use client'
import { createContext, useMemo, type ReactNode } from 'react'
import type { Team } from './team.ts'
import { teamQueries, type TeamQueries, type TeamSource } from './team-queries.ts'
import { useLiveTeam } from './use-live-team.ts'

export const TeamContext = createContext<{ team: Team; queries: TeamQueries } | null>(null)

/**
 * Keeps the team of one organization up to date for `useTeam` below it: one list and one index, however many components
 * use it. Render it inside your `QueryClientProvider`, and keep `client` the same from one render to the next.
 */
export function TeamProvider({ client, me, orgId, children }: TeamSource & { readonly children: ReactNode }) {
  const queries = useMemo(() => teamQueries({ client, me, orgId }), [client, me, orgId])
  const team = useLiveTeam({ client, me, orgId }, queries)
  const value = useMemo(() => ({ team, queries }), [team, queries])
  return <TeamContext.Provider value={value}>{children}</TeamContext.Provider>
}
