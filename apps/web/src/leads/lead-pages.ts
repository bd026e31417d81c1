import type { Lead } from '../../server/leads/leads-router.ts'

type Page = { revision: number; leads: Lead[] }
export type LeadNews = { revision: number; changed: Lead[]; deleted: string[] }

/** Applies changes to the pages; a lead that is newer on the page is kept. */
export function changedPages<Some extends Page>(pages: readonly Some[], news: LeadNews): Some[] {
  const { revision, changed, deleted } = news
  const incoming = new Map(changed.map((lead) => [lead.id, lead]))
  const gone = new Set(deleted)
  const known = new Set(pages.flatMap(({ leads }) => leads.map(({ id }) => id)))
  const added = changed.filter(({ id }) => !known.has(id) && !gone.has(id))
  return pages.map((page, index) => {
    const leads = page.leads
      .filter(({ id }) => !gone.has(id))
      .map((lead) => {
        const next = incoming.get(lead.id)
        return next && next.version >= lead.version ? next : lead
      })
    return { ...page, revision, leads: index === 0 ? [...added, ...leads] : leads }
  })
}
