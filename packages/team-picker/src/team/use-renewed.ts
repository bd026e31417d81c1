import { useEffect } from 'react'

type ListQuery = {
  data: { revision: string } | undefined
  isFetching: boolean
  errorUpdatedAt: number
  refetch: () => Promise<unknown>
}

/** Reads a list again when its revision is out of date; after a failure only with the next answer about revisions. */
export function useRenewed(list: ListQuery, revision: string, answeredAt: number): void {
  const { data, isFetching, errorUpdatedAt, refetch } = list
  const listed = data?.revision
  const isDue = !isFetching && answeredAt > errorUpdatedAt
  useEffect(() => {
    if (isDue && listed !== revision) void refetch()
  }, [isDue, listed, revision, refetch])
}
