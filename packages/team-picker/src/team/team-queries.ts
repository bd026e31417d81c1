import type { Person } from '@roster/api'
import { queryOptions, type QueryFunctionContext } from '@tanstack/react-query'
import { mayPass } from './answer-of.ts'
import type { TeamClient } from './team-client.ts'

/** Whose team: `client` must send the credential of this user in this organization. */
export type TeamSource = { readonly client: TeamClient; readonly me: string; readonly orgId: string }

// In place of the host's defaults: kept data may be another organization's, the first answer about revisions is read
// although its query has initial data, and the team has a state for each error.
const OWN = { placeholderData: () => undefined, refetchOnMount: true, throwOnError: false }

// As many ids as `users.resolve` takes at once.
const CHUNK = 100

/**
 * The queries of the team as options for TanStack Query, to prefetch or to read by yourself. Their keys begin with
 * `['roster', me, orgId]`, so one cache may hold several organizations.
 */
export function teamQueries({ client, me, orgId }: TeamSource) {
  const key = (...rest: readonly unknown[]) => ['roster', me, orgId, ...rest]
  const revision = queryOptions({
    ...OWN,
    queryKey: key('revision'),
    queryFn: ({ signal }) => client.users.revision.query(undefined, { signal }),
    staleTime: 0,
    retry: false,
  })
  const list = {
    ...OWN,
    staleTime: Infinity,
    retry: (failures: number, error: Error) => failures < 3 && mayPass(error),
  }
  // The revision is known before the list is read, so a change in between only makes it be read once more.
  const revisionsOf = ({ client: cache }: QueryFunctionContext) => cache.ensureQueryData(revision)

  return {
    revision,
    people: queryOptions({
      queryKey: key('people'),
      queryFn: async (context) => {
        const { revision } = await revisionsOf(context)
        const people = await client.users.list.query(undefined, { signal: context.signal })
        if (people.some(({ clerkOrgId }) => clerkOrgId !== orgId)) throw new Error(OTHER_ORGANIZATION)
        return { revision, people }
      },
      ...list,
    }),
    members: queryOptions({
      queryKey: key('members'),
      queryFn: async (context) => {
        const { memberRevision } = await revisionsOf(context)
        return {
          revision: memberRevision,
          members: await client.members.list.query(undefined, { signal: context.signal }),
        }
      },
      ...list,
    }),
    /** Who these people are or were; nobody is answered who never was a member. */
    resolved: (ids: readonly string[]) =>
      queryOptions({
        ...OWN,
        queryKey: key('resolved', ids),
        queryFn: async ({ signal }) => {
          const chunks = Array.from({ length: Math.ceil(ids.length / CHUNK) }, (_, n) =>
            client.users.resolve.query({ ids: ids.slice(n * CHUNK, (n + 1) * CHUNK) }, { signal }),
          )
          return (await Promise.all(chunks)).flat()
        },
        retry: list.retry,
        // With another id the names stay in view until they are answered; those of another organization do not.
        placeholderData: (previous: Person[] | undefined, query) =>
          query?.queryKey[1] === me && query.queryKey[2] === orgId ? previous : undefined,
      }),
  }
}

export type TeamQueries = ReturnType<typeof teamQueries>

const OTHER_ORGANIZATION =
  'The server answered another organization than the team is for, so nobody is shown. Let the client send the token of the organization whose id is given.'
