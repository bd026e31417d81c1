import { LoadFailed } from '../shell/load-failed.tsx'
import { Page } from '../shell/page.tsx'
import { RowsSkeleton } from '../shell/rows-skeleton.tsx'
import { useTeam } from '../team/use-team.ts'
import { LeadsBoard } from './leads-board.tsx'
import { useLeads } from './use-leads.ts'

/** The leads do not wait for the team: names and pickers appear once it has loaded. */
export function LeadsPage() {
  const team = useTeam()
  const leads = useLeads()
  if (leads.shown) return <LeadsBoard team={team} leads={leads.shown} rest={leads.rest} onRetry={leads.retry} />
  return (
    <Page title="Leads" detail={team.orgName}>
      {leads.rest === 'failed' ? (
        <LoadFailed title="The leads could not be loaded" error={leads.error} onRetry={leads.retry} />
      ) : (
        <RowsSkeleton label="Loading leads…" />
      )}
    </Page>
  )
}
