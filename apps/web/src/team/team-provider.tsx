import { TeamProvider as LiveTeamProvider } from '@roster/team-picker/team'
import type { ReactNode } from 'react'
import { trpc } from '../trpc.tsx'
import { OrganizationName } from './use-team.ts'

type TeamProviderProps = { me: string; orgId: string; orgName: string; children: ReactNode }

/** Shares the team between all pages, so that there is one list, one long poll for changes and one search index. */
export function TeamProvider({ me, orgId, orgName, children }: TeamProviderProps) {
  const { client } = trpc.useUtils()
  return (
    <LiveTeamProvider client={client} me={me} orgId={orgId}>
      <OrganizationName value={orgName}>{children}</OrganizationName>
    </LiveTeamProvider>
  )
}
