import type { Lead } from '../../server/leads/leads-router.ts'
import { useMemo } from 'react'
import { trpc } from '../trpc.tsx'
import { changedPages, type LeadNews } from './lead-pages.ts'

/** The cached leads of the page, for changes before the server's list is read again. */
export function useLeadPages() {
  const utils = trpc.useUtils()
  return useMemo(() => {
    const pages = () => utils.leads.list.getInfiniteData({})?.pages ?? []
    return {
      /** The current lead. */
      find: (id: string): Lead | undefined =>
        pages()
          .flatMap(({ leads }) => leads)
          .find((lead) => lead.id === id),
      /** Local changes keep the revision, because other people's changes may not have been read yet. */
      apply({ changed = [], deleted = [], revision = pages()[0]?.revision ?? 0 }: Partial<LeadNews>): void {
        // The answer of a read in flight is added to the pages as they were when it began.
        void utils.leads.list.cancel()
        utils.leads.list.setInfiniteData(
          {},
          (data) => data && { ...data, pages: changedPages(data.pages, { changed, deleted, revision }) },
        )
      },
    }
  }, [utils])
}
