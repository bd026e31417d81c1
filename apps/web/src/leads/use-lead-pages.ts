import type { Lead } from '../../server/leads/leads-router.ts'
import { useMemo } from 'react'
import { trpc } from '../trpc.tsx'
import { changedPages, type LeadNews } from './lead-pages.ts'

/** The cached leads of the page, for changes before the server's list is read again. */
export function useLeadPages() {
  const utils = trpc.useUtils()
  return useMemo(() => {
    const pages = () => utils.leads.list.getInfiniteData({})?.pages ?? []
    const all = () => pages().flatMap(({ leads }) => leads)
    /** Local changes keep the revision, because other people's changes may not have been read yet. */
    function apply({ changed = [], deleted = [], revision = pages()[0]?.revision ?? 0 }: Partial<LeadNews>): void {
      // The answer of a read in flight is added to the pages as they were when it began.
      void utils.leads.list.cancel()
      utils.leads.list.setInfiniteData(
        {},
        (data) => data && { ...data, pages: changedPages(data.pages, { changed, deleted, revision }) },
      )
    }
    return {
      /** The current lead. */
      find: (id: string): Lead | undefined => all().find((lead) => lead.id === id),
      apply,
      /** Changes leads, except for those that the page has learned meanwhile are deleted. */
      change(leads: readonly Lead[]): void {
        const present = new Set(all().map(({ id }) => id))
        apply({ changed: leads.filter(({ id }) => present.has(id)) })
      },
    }
  }, [utils])
}
