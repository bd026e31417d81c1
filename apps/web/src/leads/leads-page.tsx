import { Button } from '../shell/button.tsx'
import { Notice } from '../shell/notice.tsx'
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
        <Notice
          tone="problem"
          title="The leads could not be loaded"
          actions={
            <Button look="primary" onClick={() => leads.retry()}>
              Try again
            </Button>
          }
        >
          Roster’s server did not answer as expected. Check your connection and try again. If it keeps happening,
          contact whoever runs Roster for you.
        </Notice>
      ) : (
        <RowsSkeleton label="Loading leads…" />
      )}
    </Page>
  )
}
