import { useTeam as useLiveTeam } from '@roster/team-picker/team'
import { createContext, use, useMemo } from 'react'
import type { Team } from './team.ts'

export const OrganizationName = createContext('')

/** The team of the active organization, updated live, with the organization's name. */
export function useTeam(): Team {
  const team = useLiveTeam()
  const orgName = use(OrganizationName)
  return useMemo(() => ({ ...team, orgName }), [team, orgName])
}
