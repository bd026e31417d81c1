import { createContext, use } from 'react'
import type { Team } from './team.ts'

export const TeamContext = createContext<Team | null>(null)

/** The team of the active organization, followed live; never the one of an organization before. */
export function useTeam(): Team {
  const team = use(TeamContext)
  if (!team) throw new Error('useTeam has no organization to show. Render it inside <TeamProvider>.')
  return team
}
