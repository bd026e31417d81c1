import type { Lead } from '../../server/leads/leads-router.ts'
import { useMemo } from 'react'
import { trpc } from '../trpc.tsx'
import { changedPages, type LeadNews } from './lead-pages.ts'

/** The leads that the page has, to be changed before the server's list is read again. */
export function useLeadPages() {
  const utils = trpc.useUtils()
  return useMemo(() => {
    const pages = () => utils.leads.list.getInfiniteData({})?.pages ?? []
    return {
      /** The lead as it is now. */
      find: (id: string): Lead | undefined =>
        pages()
          .flatMap(({ leads }) => leads)
          .find((lead) => lead.id === id),
      /** Changes made here keep the revision: what others changed meanwhile is still to come. */
      apply({ changed = [], deleted = [], revision = pages()[0]?.revision ?? 0 }: Partial<LeadNews>): void {
        utils.leads.list.setInfiniteData(
          {},
          (data) => data && { ...data, pages: changedPages(data.pages, { changed, deleted, revision }) },
        )
      },
    }
  }, [utils])
}
