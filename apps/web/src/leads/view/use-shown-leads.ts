import type { Lead } from '../../../server/leads/leads-router.ts'
import { useDeferredValue, useMemo } from 'react'
import type { ReadyTeam, Team } from '../../team/team.ts'
import { assigneeOf } from '../people/assignee.ts'
import { useFormerMembers } from '../people/use-former-members.ts'
import { arrangeLeads } from './arrange-leads.ts'
import type { LeadView } from './lead-view.ts'

const nobody: Pick<ReadyTeam, 'byId' | 'memberOf'> = { byId: new Map(), memberOf: new Map() }

/** The leads that match the view, and the people in them. */
export function useShownLeads(leads: readonly Lead[], team: Team, view: LeadView) {
  const { filter, sort } = view
  const assigneeId = filter.kind === 'person' ? filter.id : null
  const ids = useMemo(() => leadPersonIds(leads, assigneeId), [leads, assigneeId])
  const former = useFormerMembers(ids, assigneeId, team)
  const { byId, memberOf } = team.status === 'ready' ? team : nobody
  // Typing has priority.
  const query = useDeferredValue(view.query)
  const arrange = useMemo(() => {
    // Each name is computed once, however many leads the person has.
    const names = new Map([...ids].map((id) => [id, assigneeOf(id, { byId, memberOf }, former)?.name ?? null]))
    return (some: readonly Lead[]) => arrangeLeads(some, { filter, query, sort }, (id) => names.get(id) ?? null)
  }, [ids, byId, memberOf, former, filter, query, sort])
  const shown = useMemo(() => arrange(leads), [arrange, leads])
  return {
    shown,
    former,
    /** The person in the filter, once known. */
    assignee: assigneeId === null || team.status !== 'ready' ? null : assigneeOf(assigneeId, team, former),
    matches: (lead: Lead) => arrange([lead]).length > 0,
  }
}

/** The ids of all assignees and followers of the leads, and of the person in the filter. */
function leadPersonIds(leads: readonly Lead[], filtered: string | null): ReadonlySet<string> {
  const ids = leads.flatMap(({ assigneeId, sharedWith }) => [assigneeId, ...sharedWith])
  return new Set([filtered, ...ids].filter((id) => id !== null))
}
