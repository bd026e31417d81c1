import type { Lead } from '../../server/leads/leads-router.ts'
import { useState } from 'react'
import { useSearchParams } from 'wouter'
import type { RowTarget } from '../grid/use-active-row.ts'
import { Notice } from '../shell/notice.tsx'
import { Page } from '../shell/page.tsx'
import { RowsSkeleton } from '../shell/rows-skeleton.tsx'
import { countLabel } from '../team/count-label.ts'
import type { Team } from '../team/team.ts'
import { AssignProblemBanner } from './assign-problem-banner.tsx'
import { isShown, readFilter, writeFilter } from './lead-filter.ts'
import { LeadFilterBar } from './lead-filter-bar.tsx'
import { LeadsGrid } from './leads-grid.tsx'
import { NewLead } from './new-lead.tsx'
import { useAssignLead } from './use-assign-lead.ts'
import { useFormerMembers } from './use-former-members.ts'
import type { RestOfLeads } from './use-leads.ts'

type LeadsBoardProps = { team: Team; leads: readonly Lead[]; rest: RestOfLeads; onRetry: () => void }

/** The leads, newest first, each to be assigned to somebody of the team. */
export function LeadsBoard({ team, leads, rest, onRetry }: LeadsBoardProps) {
  const [params, setParams] = useSearchParams()
  const [target, setTarget] = useState<RowTarget | null>(null)
  const filter = readFilter(params, team.me)
  const shown = leads.filter((lead) => isShown(lead, filter))
  const former = useFormerMembers(leads, team)
  const { assign, saving, problem, dismiss } = useAssignLead()

  function assignAndGoOn(lead: Lead, assigneeId: string | null): void {
    if (assigneeId !== lead.assigneeId) assign(lead, assigneeId)
    const position = shown.indexOf(lead)
    const stays = isShown({ assigneeId }, filter)
    // A lead that the filter now hides leaves its place to the one after it.
    const next = stays ? lead : (shown[position + 1] ?? shown[position - 1])
    if (next) setTarget({ id: next.id })
  }

  return (
    <Page title="Leads" detail={team.orgName} actions={<NewLead onCreated={({ id }) => setTarget({ id })} />}>
      <div className="toolbar">
        <LeadFilterBar
          team={team}
          former={former}
          filter={filter}
          onChange={(next) => setParams(writeFilter(next, team.me))}
        />
        <p className="toolbar__count" role="status">
          {countLabel(shown.length, leads.length, 'lead', 'leads')}
        </p>
      </div>
      <AssignProblemBanner problem={problem} onDismiss={dismiss} />
      {rest === 'failed' && <OlderLeadsMissing onRetry={onRetry} />}
      {shown.length > 0 ? (
        <LeadsGrid
          leads={shown}
          team={team}
          former={former}
          saving={saving}
          target={target}
          onAssign={assignAndGoOn}
          onCancel={({ id }) => setTarget({ id })}
        />
      ) : rest === 'loading' ? (
        <RowsSkeleton label="Loading leads…" />
      ) : (
        <NoLeads none={leads.length === 0} onShowAll={() => setParams({})} />
      )}
    </Page>
  )
}

function OlderLeadsMissing({ onRetry }: { onRetry: () => void }) {
  return (
    <Notice
      tone="problem"
      title="The older leads could not be loaded"
      actions={
        <button type="button" className="button" onClick={onRetry}>
          Try again
        </button>
      }
    >
      The filter and the count are about the leads that are here. Check your connection and try again.
    </Notice>
  )
}

function NoLeads({ none, onShowAll }: { none: boolean; onShowAll: () => void }) {
  if (none) {
    return (
      <Notice title="There are no leads yet">Create the first one with “New lead”, then assign it to somebody.</Notice>
    )
  }
  return (
    <Notice
      title="No lead matches the filter"
      actions={
        <button type="button" className="button" onClick={onShowAll}>
          Show all leads
        </button>
      }
    >
      Other people have leads, or nobody does. Choose somebody else, or look at all of them.
    </Notice>
  )
}
