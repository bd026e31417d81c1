import { LoadFailed } from '../shell/load-failed.tsx'
import { Notice } from '../shell/notice.tsx'
import { Page } from '../shell/page.tsx'
import { RowsSkeleton } from '../shell/rows-skeleton.tsx'
import { TeamDirectory } from './team-directory.tsx'
import { useTeam } from './use-team.ts'

/** The directory, or why there is none to show. */
export function TeamPage() {
  const team = useTeam()
  if (team.status === 'ready') return <TeamDirectory team={team} />
  return (
    <Page title="Team">
      {team.status === 'loading' && <RowsSkeleton label={`Loading the people of ${team.orgName}…`} />}
      {team.status === 'preparing' && (
        <>
          <Notice tone="waiting" title={`${team.orgName} is being prepared`}>
            We’re importing members. This page updates automatically.
          </Notice>
          <RowsSkeleton label={`Preparing the people of ${team.orgName}…`} />
        </>
      )}
      {team.status === 'failed' && (
        <LoadFailed title="The team could not be loaded" error={team.error} onRetry={team.retry} />
      )}
    </Page>
  )
}
