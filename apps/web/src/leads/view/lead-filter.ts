import type { Lead } from '../../../server/leads/leads-router.ts'

/** Whose leads are shown: all, the unassigned ones, or those of one person. */
export type LeadFilter = { kind: 'all' } | { kind: 'unassigned' } | { kind: 'person'; id: string }

const UNASSIGNED = 'none'

/** Reads the filter from the address, where `me` is the visitor, so that a link to “my leads” works for anyone. */
export function readFilter(params: URLSearchParams, me: string): LeadFilter {
  const assignee = params.get('assignee')
  if (!assignee) return { kind: 'all' }
  if (assignee === UNASSIGNED) return { kind: 'unassigned' }
  return { kind: 'person', id: assignee === 'me' ? me : assignee }
}

export function writeFilter(filter: LeadFilter, me: string): Record<string, string> {
  if (filter.kind === 'all') return {}
  if (filter.kind === 'unassigned') return { assignee: UNASSIGNED }
  return { assignee: filter.id === me ? 'me' : filter.id }
}

export function isShown({ assigneeId }: Pick<Lead, 'assigneeId'>, filter: LeadFilter): boolean {
  if (filter.kind === 'all') return true
  return filter.kind === 'unassigned' ? assigneeId === null : assigneeId === filter.id
}
