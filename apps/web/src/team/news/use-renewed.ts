import { useCallback, useEffect, useState } from 'react'

type ListQuery = {
  data: unknown
  isFetching: boolean
  isError: boolean
  refetch: () => Promise<{ isSuccess: boolean }>
}

/**
 * Reads a list when its revision is another than the one known before it was last read, so no change can fall between. A
 * failed first load waits for the visitor, who calls what is answered; a failed renewal is tried again with the next
 * answer about revisions, which came `answeredAt`.
 */
export function useRenewed({ data, isFetching, isError, refetch }: ListQuery, revision: string, answeredAt: number) {
  const [listed, setListed] = useState({ revision: '', triedAt: 0 })

  const load = useCallback(async () => {
    setListed((before) => ({ ...before, triedAt: answeredAt }))
    const { isSuccess } = await refetch()
    if (isSuccess) setListed({ revision, triedAt: answeredAt })
  }, [refetch, revision, answeredAt])

  const due = revision !== listed.revision && answeredAt !== listed.triedAt && !isFetching
  const waitsForVisitor = isError && data === undefined
  useEffect(() => {
    // oxlint-disable-next-line react/set-state-in-effect -- the try is noted before it, or a failed one would repeat at once
    if (due && !waitsForVisitor) void load()
  }, [due, waitsForVisitor, load])
  return load
}
