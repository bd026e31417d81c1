import type { Lead } from '../../server/leads/leads-router.ts'
import { useEffect } from 'react'
import { trpc } from '../trpc.tsx'

/** The leads that are here, newest first, or null before the first page, and what is with those that are not. */
export type Leads = { shown: readonly Lead[] | null; rest: RestOfLeads; retry: () => void }
export type RestOfLeads = 'none' | 'loading' | 'failed'

/** Reads page after page: a filter looks at all leads, and the newest show while older ones are still being read. */
export function useLeads(): Leads {
  const { data, hasNextPage, isFetching, isError, fetchNextPage, refetch } = trpc.leads.list.useInfiniteQuery(
    {},
    { getNextPageParam: ({ next }) => next },
  )
  const more = hasNextPage && !isFetching && !isError
  useEffect(() => {
    if (more) void fetchNextPage()
  }, [more, fetchNextPage])
  return {
    shown: data?.pages.flatMap(({ leads }) => leads) ?? null,
    rest: isError ? 'failed' : data && !hasNextPage ? 'none' : 'loading',
    retry: () => void (data ? fetchNextPage() : refetch()),
  }
}
