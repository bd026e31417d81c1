import { TeamProvider as LiveTeamProvider, teamQueries, type TeamClient } from '@roster/team-picker/team'
import { useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { takeFirstTeam, type FirstTeam } from '../start/first-team.ts'
import { trpc } from '../trpc.tsx'
import { OrganizationName } from './use-team.ts'

type TeamProviderProps = { me: string; orgId: string; orgName: string; children: ReactNode }

/** Shares the team between all pages, so that there is one list, one long poll for changes and one search index. */
export function TeamProvider({ me, orgId, orgName, children }: TeamProviderProps) {
  const client = useFirstTeam(me, orgId)
  return (
    <LiveTeamProvider client={client} me={me} orgId={orgId}>
      <OrganizationName value={orgName}>{children}</OrganizationName>
    </LiveTeamProvider>
  )
}

/** Puts the team that was requested early into the cache, or returns a client that answers it once it arrives. */
function useFirstTeam(me: string, orgId: string): TeamClient {
  const { client } = trpc.useUtils()
  const cache = useQueryClient()
  const [first] = useState(() => {
    const first = takeFirstTeam(orgId)
    if (!first?.answered) return first && answering(client, first.team)
    const { revisions, people, members } = first.answered
    const queries = teamQueries({ client, me, orgId })
    cache.setQueryData(queries.revision.queryKey, revisions)
    cache.setQueryData(queries.people.queryKey, { revision: revisions.revision, people })
    cache.setQueryData(queries.members.queryKey, { revision: revisions.memberRevision, members })
    return null
  })
  return first ?? client
}

/** A client whose first answers are those of the team, unless that fails. */
function answering({ users, members }: TeamClient, team: Promise<FirstTeam>): TeamClient {
  function once<Input extends unknown[], Output>(
    of: (team: FirstTeam) => Output,
    procedure: { query(...input: Input): Promise<Output> },
  ) {
    let first: Promise<FirstTeam> | null = team
    return {
      query(...input: Input): Promise<Output> {
        const answer = first?.then(of, () => procedure.query(...input))
        first = null
        return answer ?? procedure.query(...input)
      },
    }
  }
  return {
    users: {
      revision: once(({ revisions }) => revisions, users.revision),
      list: once(({ people }) => people, users.list),
      resolve: users.resolve,
    },
    members: { list: once(({ members }) => members, members.list) },
  }
}
