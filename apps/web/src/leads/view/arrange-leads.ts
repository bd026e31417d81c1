import type { Lead } from '../../../server/leads/leads-router.ts'
import { fold, foldSpelledOut } from '@roster/team-picker'
import { isShown } from './lead-filter.ts'
import type { LeadView } from './lead-view.ts'

const { compare } = new Intl.Collator(undefined, { sensitivity: 'base', numeric: true })

/** The leads that match the view, in its order; `nameOf` returns an assignee's name, or null while it is unknown. */
export function arrangeLeads(
  leads: readonly Lead[],
  { filter, query, sort }: LeadView,
  nameOf: (assigneeId: string) => string | null,
): Lead[] {
  // No lead is this long, and a huge paste must not block the page.
  const folded = fold(query.trim().slice(0, 1_000)).split(/[\s,;]+/u)
  const words = [...new Set(folded)].filter(Boolean)
  const assignee = ({ assigneeId }: Lead) => (assigneeId === null ? null : nameOf(assigneeId))
  const found = leads.filter((lead) => {
    if (!isShown(lead, filter)) return false
    if (words.length === 0) return true
    const text = `${lead.name} ${lead.company ?? ''} ${assignee(lead) ?? ''}`
    const spellings = `${fold(text)} ${foldSpelledOut(text)}`
    return words.every((word) => spellings.includes(word))
  })
  const orders = {
    newest: () => 0,
    name: (a: Lead, b: Lead) => compare(a.name, b.name),
    // Unassigned leads come last.
    assignee: (a: Lead, b: Lead) =>
      Number(a.assigneeId === null) - Number(b.assigneeId === null) || compare(assignee(a) ?? '', assignee(b) ?? ''),
  }
  return found.sort((a, b) => orders[sort](a, b) || byNewest(a, b))
}

function byNewest(a: Lead, b: Lead): number {
  if (a.createdAt !== b.createdAt) return a.createdAt < b.createdAt ? 1 : -1
  return a.id < b.id ? 1 : -1
}
