import { createRanker } from '@roster/team-picker'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { trpc } from '../trpc.tsx'
import { pollDelay } from './poll-delay.ts'
import type { Team } from './team.ts'

// No list has this revision. With it in place an error stays on view while the question is asked again.
const noRevision = { revision: '' }

/**
 * The list, and the revision that is asked for again and again while the page is visible. The list is read only when
 * the revision is another than the one known before the list was last asked for, so no change can fall between.
 */
export function useLiveTeam(me: string, orgName: string): Team {
  const poll = trpc.users.revision.useQuery(undefined, {
    initialData: noRevision,
    initialDataUpdatedAt: 0,
    staleTime: 0,
    retry: false,
    refetchInterval: ({ state }) => pollDelay(state.error, Math.random()),
  })
  const list = trpc.users.list.useQuery(undefined, { enabled: false })
  const [listed, setListed] = useState({ revision: '', triedAt: 0 })
  const { refetch, data: people } = list
  const { refetch: askAgain, dataUpdatedAt: answeredAt } = poll
  const { revision } = poll.data

  const load = useCallback(async () => {
    setListed((before) => ({ ...before, triedAt: answeredAt }))
    const { isSuccess } = await refetch()
    if (isSuccess) setListed({ revision, triedAt: answeredAt })
  }, [refetch, revision, answeredAt])

  // A failed first load waits for the visitor; a failed renewal is tried again with the next answer of the poll.
  const due = revision !== listed.revision && answeredAt !== listed.triedAt && !list.isFetching
  const waitsForVisitor = list.isError && people === undefined
  useEffect(() => {
    // oxlint-disable-next-line react/set-state-in-effect -- the try is noted before it, or a failed one would repeat at once
    if (due && !waitsForVisitor) void load()
  }, [due, waitsForVisitor, load])

  const ready = useMemo(() => {
    if (!people) return null
    const byId = new Map(people.map((person) => [person.id, person]))
    return { status: 'ready', people, byId, ranker: createRanker(people) } as const
  }, [people])

  return useMemo((): Team => {
    const status = poll.error?.data?.httpStatus
    if (status === 401 || list.error?.data?.httpStatus === 401) return { me, orgName, status: 'ended' }
    if (ready) return { me, orgName, ...ready }
    if (status === 503) return { me, orgName, status: 'preparing' }
    if (poll.isError) return { me, orgName, status: 'failed', retry: () => void askAgain() }
    if (list.isError) return { me, orgName, status: 'failed', retry: () => void load() }
    return { me, orgName, status: 'loading' }
  }, [me, orgName, ready, poll.error, poll.isError, askAgain, list.error, list.isError, load])
}
