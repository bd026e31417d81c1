import type { ReactNode } from 'react'
import { useLiveTeam } from './use-live-team.ts'
import { TeamContext } from './use-team.ts'

type TeamProviderProps = { me: string; orgId: string; orgName: string; children: ReactNode }

/** Keeps the team of the organization for all pages, so that there is one list, one poll and one index. */
export function TeamProvider({ me, orgId, orgName, children }: TeamProviderProps) {
  const team = useLiveTeam({ me, orgId, orgName })
  return <TeamContext value={team}>{children}</TeamContext>
}
