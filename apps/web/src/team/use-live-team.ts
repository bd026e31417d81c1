import { createRanker } from '@roster/team-picker'
import { useMemo } from 'react'
import { trpc } from '../trpc.tsx'
import { pollDelay } from './news/poll-delay.ts'
import type { Team } from './team.ts'
import { NO_REVISIONS, useNews } from './news/use-news.ts'
import { useRenewed } from './news/use-renewed.ts'

type Whose = { me: string; orgId: string; orgName: string }

/** Both lists of the organization, and their revisions, which are followed while the page is visible. */
export function useLiveTeam({ me, orgId, orgName }: Whose): Team {
  // With initial data an error stays on view while the question is asked again.
  const poll = trpc.users.revision.useQuery(undefined, {
    initialData: NO_REVISIONS,
    initialDataUpdatedAt: 0,
    staleTime: 0,
    retry: false,
    refetchInterval: ({ state }) => state.error !== null && pollDelay(state.error, Math.random()),
  })
  const { refetch: askAgain, dataUpdatedAt: answeredAt } = poll
  const { revision, memberRevision } = poll.data
  useNews(`roster ${me} ${orgId}`, answeredAt > 0 && !poll.isError)

  const list = trpc.users.list.useQuery(undefined, { enabled: false })
  const load = useRenewed(list, revision, answeredAt)
  const { data: people } = list
  const memberList = trpc.members.list.useQuery(undefined, { enabled: false })
  useRenewed(memberList, memberRevision, answeredAt)
  const { data: members } = memberList

  const memberOf = useMemo(() => new Map(members?.map((member) => [member.userId, member])), [members])
  const ready = useMemo(() => {
    if (!people) return null
    const byId = new Map(people.map((person) => [person.id, person]))
    return { status: 'ready', people, byId, ranker: createRanker(people) } as const
  }, [people])

  return useMemo((): Team => {
    const status = poll.error?.data?.httpStatus
    if (status === 401 || list.error?.data?.httpStatus === 401) return { me, orgName, status: 'ended' }
    if (ready) return { me, orgName, memberOf, ...ready }
    if (status === 503) return { me, orgName, status: 'preparing' }
    if (poll.isError) return { me, orgName, status: 'failed', retry: () => void askAgain() }
    if (list.isError) return { me, orgName, status: 'failed', retry: () => void load() }
    return { me, orgName, status: 'loading' }
  }, [me, orgName, ready, memberOf, poll.error, poll.isError, askAgain, list.error, list.isError, load])
}
