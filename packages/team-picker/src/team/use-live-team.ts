import { useQuery } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import { createRanker } from '../search/ranker.ts'
import { useIdleIndex } from '../search/use-ranker.ts'
import { answerOf } from './answer-of.ts'
import { pollDelay } from './news/poll-delay.ts'
import { NO_REVISIONS, useNews } from './news/use-news.ts'
import type { Team } from './team.ts'
import type { TeamQueries, TeamSource } from './team-queries.ts'
import { useRenewed } from './use-renewed.ts'

/** Both lists of the organization, which follow their revisions while the page is visible. */
export function useLiveTeam(source: TeamSource, queries: TeamQueries): Team {
  const { me, orgId } = source
  // With initial data an error stays in view while the revision is requested again.
  const poll = useQuery({
    ...queries.revision,
    initialData: NO_REVISIONS,
    initialDataUpdatedAt: 0,
    refetchInterval: ({ state }) => state.error !== null && pollDelay(state.error, Math.random()),
  })
  const { refetch: pollAgain, dataUpdatedAt: answeredAt } = poll
  const enabled = answeredAt > 0
  useNews(source, queries, enabled && !poll.isError)

  const list = useQuery({ ...queries.people, enabled })
  const { data: listed, refetch: listAgain } = list
  useRenewed(list, poll.data.revision, answeredAt)
  const memberList = useQuery({ ...queries.members, enabled })
  useRenewed(memberList, poll.data.memberRevision, answeredAt)
  const members = memberList.data?.members

  const memberOf = useMemo(() => new Map(members?.map((member) => [member.userId, member])), [members])
  const people = listed?.people
  const indexed = useMemo(() => {
    if (!people) return null
    return { people, byId: new Map(people.map((person) => [person.id, person])), ranker: createRanker(people) }
  }, [people])
  useIdleIndex(indexed?.ranker)

  const { error: pollError } = poll
  const { error: listError } = list
  const pollStatus = pollError && (answerOf(pollError).httpStatus ?? 0)
  // 400 is a credential without an organization.
  const isEnded = [pollStatus, answerOf(listError).httpStatus].some((status) => status === 401 || status === 400)
  const isRefused = pollStatus === 403
  const revision = listed?.revision ?? ''
  // Null while people are shown: each failed poll has another error, which would make another team of the same people.
  const failure = indexed && !isRefused ? null : (pollError ?? listError)
  const again = pollError ? pollAgain : listAgain
  const retry = useCallback(() => void again(), [again])
  return useMemo((): Team => {
    const whose = { me, orgId }
    if (isEnded) return { ...whose, status: 'ended' }
    if (indexed && !isRefused) {
      return { ...whose, status: 'ready', ...indexed, memberOf, revision, isLive: pollStatus === null, departed: [] }
    }
    if (pollStatus === 503) return { ...whose, status: 'preparing' }
    if (failure) return { ...whose, status: 'failed', error: failure, retry }
    return { ...whose, status: 'loading' }
  }, [me, orgId, isEnded, isRefused, indexed, memberOf, revision, pollStatus, failure, retry])
}
