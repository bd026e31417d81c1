import type { Lead } from '../../server/leads/leads-router.ts'
import { useEffect, useMemo } from 'react'
import { mayPass, type ApiError } from '../may-pass.ts'
import { trpc } from '../trpc.tsx'
import { useLeadPages } from './use-lead-pages.ts'

/** The leads that have loaded, or null before the first page, and the state of the others. */
export type Leads = { shown: readonly Lead[] | null; rest: RestOfLeads; error: unknown; retry: () => void }
export type RestOfLeads = 'none' | 'loading' | 'failed'

/**
 * Loads all pages, because a filter searches all leads, and then polls for other people's changes while the window is
 * visible.
 */
export function useLeads(): Leads {
  const utils = trpc.useUtils()
  const pages = useLeadPages()
  const list = trpc.leads.list.useInfiniteQuery(
    {},
    { getNextPageParam: ({ next }) => next, staleTime: Infinity, refetchOnReconnect: false },
  )
  const { data, hasNextPage, isFetching, isError, error, fetchNextPage, refetch } = list
  const isIdle = !isFetching && !isError
  const more = hasNextPage && isIdle
  useEffect(() => {
    if (more) void fetchNextPage()
  }, [more, fetchNextPage])

  const after = data?.pages[0]?.revision ?? 0
  const { data: news } = trpc.leads.changes.useQuery(
    { after },
    {
      enabled: data !== undefined && !hasNextPage && !isFetching,
      refetchInterval: ({ state }) => delayAfter(state.error),
      staleTime: 0,
      gcTime: 0,
      retry: false,
    },
  )
  useEffect(() => {
    // Again if a local change has cancelled it.
    if (news === null && isIdle) void utils.leads.list.invalidate()
    else if (news && news.revision !== after) pages.apply(news)
  }, [news, isIdle, after, pages, utils])

  return {
    shown: useMemo(() => data?.pages.flatMap(({ leads }) => leads) ?? null, [data]),
    rest: isError ? 'failed' : data && !hasNextPage ? 'none' : 'loading',
    error,
    retry: () => void (data && hasNextPage ? fetchNextPage() : refetch()),
  }
}

const EVERY_MS = 1_500
const AFTER_ERROR_SECONDS = 5

function delayAfter(error: Pick<ApiError, 'data'> | null): number | false {
  if (error === null) return EVERY_MS
  return mayPass(error) && (error.data?.retryAfter ?? AFTER_ERROR_SECONDS) * 1_000
}
