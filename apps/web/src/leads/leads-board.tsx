import type { Lead } from '../../server/leads/leads-router.ts'
import { useEffect, useRef, useState } from 'react'
import type { RowTarget } from '../grid/use-active-row.ts'
import { Banner } from '../shell/banner.tsx'
import { Button, Icon } from '../shell/button.tsx'
import { Page } from '../shell/page.tsx'
import { RowsSkeleton } from '../shell/rows-skeleton.tsx'
import type { Team } from '../team/team.ts'
import { LeadDialogs, type LeadTask } from './changes/lead-dialogs.tsx'
import { keptProblem, type LeadProblem } from './changes/lead-problem.ts'
import { ReassignAll } from './changes/reassign-all.tsx'
import { useAssignLead } from './changes/use-assign-lead.ts'
import { LeadsGrid } from './leads-grid.tsx'
import { NoLeads } from './no-leads.tsx'
import { OlderLeadsMissing } from './older-leads-missing.tsx'
import { SelectionBar } from './selection-bar.tsx'
import type { RestOfLeads } from './use-leads.ts'
import { LeadToolbar } from './view/lead-toolbar.tsx'
import { useLeadView } from './view/use-lead-view.ts'
import { useShownLeads } from './view/use-shown-leads.ts'

type LeadsBoardProps = { team: Team; leads: readonly Lead[]; rest: RestOfLeads; onRetry: () => void }

const none: ReadonlySet<string> = new Set()

/** The leads page's content: search and filter leads, edit them, and assign them to team members. */
export function LeadsBoard({ team, leads, rest, onRetry }: LeadsBoardProps) {
  const { view, setView, typeQuery, addressQuery } = useLeadView(team.me)
  const [target, setTarget] = useState<RowTarget | null>(null)
  const [task, setTask] = useState<LeadTask | null>(null)
  const [problem, setProblem] = useState<LeadProblem | null>(null)
  const [ticked, setTicked] = useState(none)
  const search = useRef<HTMLInputElement>(null)
  const [searchWanted, setSearchWanted] = useState(0)
  const { assign, saving } = useAssignLead(setProblem)

  const { shown, former, assignee, matches } = useShownLeads(leads, team, view)
  const selected = shown.filter(({ id }) => ticked.has(id))
  const isGone = assignee !== null && (assignee.gone !== null || former.get(assignee.id) === null)
  const theirs = isGone ? leads.filter(({ assigneeId }) => assigneeId === assignee.id).length : 0

  useEffect(() => {
    if (searchWanted > 0) search.current?.focus()
  }, [searchWanted])

  const placeOf = (id: string | undefined) =>
    Math.max(
      0,
      shown.findIndex((lead) => lead.id === id),
    )

  function focusAt(index: number, without: ReadonlySet<string> = none): void {
    const next = shown.slice(index).find(({ id }) => !without.has(id)) ?? shown.findLast(({ id }) => !without.has(id))
    if (next) setTarget({ id: next.id })
    else setSearchWanted((count) => count + 1)
  }

  /** Moves the focus to the lead, or to the next one if the view now hides it. */
  function focusAfter(lead: Lead): void {
    if (matches(lead)) setTarget({ id: lead.id })
    else focusAt(placeOf(lead.id), new Set([lead.id]))
  }

  function onWritten(lead: Lead): void {
    const isNew = task?.kind === 'create'
    setTask(null)
    if (isNew && !matches(lead)) setView({ filter: { kind: 'all' }, query: '' })
    if (isNew) setTarget({ id: lead.id })
    else focusAfter(lead)
  }

  function onDone(changed: readonly Lead[], stayed: number): void {
    const gone = task?.kind === 'delete' ? new Set(changed.map(({ id }) => id)) : none
    setTask(null)
    setTicked(none)
    setProblem(keptProblem(stayed, changed.length))
    focusAt(placeOf(changed[0]?.id), gone)
  }

  return (
    <Page
      title="Leads"
      detail={team.orgName}
      actions={
        <Button look="primary" onClick={() => setTask({ kind: 'create' })}>
          <Icon name="plus" />
          New lead
        </Button>
      }
    >
      <LeadToolbar
        team={team}
        former={former}
        view={view}
        onChange={setView}
        onType={typeQuery}
        onBlur={addressQuery}
        search={search}
        onDown={() => focusAt(0)}
        shown={shown.length}
        all={leads.length}
      />
      <Banner
        onDismiss={() => {
          setProblem(null)
          focusAt(0)
        }}
      >
        {problem && (
          <>
            <strong>{problem.title}</strong> {problem.advice}
          </>
        )}
      </Banner>
      {rest === 'failed' && <OlderLeadsMissing onRetry={onRetry} />}
      {assignee && theirs > 0 && (
        <ReassignAll
          from={assignee}
          count={theirs}
          onReassigned={(to) => {
            setView({ filter: { kind: 'person', id: to } })
            setSearchWanted((count) => count + 1)
          }}
        />
      )}
      {selected.length > 0 && (
        <SelectionBar
          selected={selected.length}
          shown={shown.length}
          isSaving={selected.some(({ id }) => saving.includes(id))}
          onAssign={() => setTask({ kind: 'assign', leads: selected })}
          onDelete={() => setTask({ kind: 'delete', leads: selected })}
          onAll={() => setTicked(new Set(shown.map(({ id }) => id)))}
          onNone={() => {
            setTicked(none)
            focusAt(0)
          }}
        />
      )}
      {shown.length > 0 ? (
        <LeadsGrid
          leads={shown}
          team={team}
          former={former}
          saving={saving}
          selected={ticked}
          target={target}
          onAssign={(lead, assigneeId) => {
            if (assigneeId !== lead.assigneeId) assign(lead, assigneeId)
            focusAfter({ ...lead, assigneeId })
          }}
          onCancel={({ id }) => setTarget({ id })}
          onSelect={({ id }, isTicked) =>
            setTicked(new Set(isTicked ? [...ticked, id] : [...ticked].filter((one) => one !== id)))
          }
          onEdit={(lead) => setTask({ kind: 'edit', lead })}
        />
      ) : rest === 'loading' ? (
        <RowsSkeleton label="Loading leads…" />
      ) : (
        <NoLeads
          none={leads.length === 0}
          onShowAll={() => {
            setView({ filter: { kind: 'all' }, query: '' })
            setSearchWanted((count) => count + 1)
          }}
        />
      )}
      {task && <LeadDialogs task={task} former={former} onTask={setTask} onWritten={onWritten} onDone={onDone} />}
    </Page>
  )
}
