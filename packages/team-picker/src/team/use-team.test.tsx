import type { RosterRouter, User } from '@roster/api'
import { keepPreviousData, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { renderHook, waitFor } from '@testing-library/react'
import type { TRPCClient } from '@trpc/client'
import type { ReactNode } from 'react'
import { describe, expect, expectTypeOf, test, vi } from 'vitest'
import type { Revisions, TeamClient } from './team-client.ts'
import { TeamProvider } from './team-provider.tsx'
import { teamPickerProps } from './team-picker-props.ts'
import { teamQueries } from './team-queries.ts'
import { useTeam } from './use-team.ts'

const createdAt = '2024-01-01T00:00:00.000Z'
const nobody = { lastName: null, email: null, profilePictureUrl: null, createdAt, updatedAt: createdAt }
const user = (id: string, clerkOrgId: string): User => ({ ...nobody, id, firstName: id, clerkId: id, clerkOrgId })
const refused = (httpStatus: number, retryAfter?: number) =>
  Object.assign(new Error('refused'), { data: { httpStatus, retryAfter } })

/** A server of one organization, whose answers a test replaces one by one. */
function server() {
  let revision = 0
  const list: TeamClient['users']['list']['query'] = async () => ['ada', 'ben'].map((id) => user(id, 'org_acme'))
  const asked: TeamClient['users']['revision']['query'] = async () => ({
    revision: `${revision}`,
    memberRevision: `${revision}`,
  })
  const resolve: TeamClient['users']['resolve']['query'] = async ({ ids }) =>
    ids.map((id) => ({ id, name: id, profilePictureUrl: null, status: 'left' }))
  const members: TeamClient['members']['list']['query'] = async () => [
    { userId: 'ada', role: 'org:admin', status: 'active', joinedAt: createdAt },
    { userId: 'ben', role: 'org:member', status: 'banned', joinedAt: createdAt },
  ]
  const client = {
    users: {
      revision: { query: vi.fn<typeof asked>(asked) },
      list: { query: vi.fn<typeof list>(list) },
      resolve: { query: vi.fn<typeof resolve>(resolve) },
    },
    members: { list: { query: members } },
  } satisfies TeamClient
  return { client, change: (): Revisions => ({ revision: `${(revision += 1)}`, memberRevision: `${revision}` }) }
}

function show(client: TeamClient, cache = new QueryClient(), ids?: string[]) {
  const source = { client, me: 'ada', orgId: 'org_acme' }
  const shown = renderHook(() => useTeam(ids), {
    wrapper: ({ children }: { children: ReactNode }) => (
      <QueryClientProvider client={cache}>
        <TeamProvider {...source}>{children}</TeamProvider>
      </QueryClientProvider>
    ),
  })
  const news = (found: Revisions) => cache.setQueryData(teamQueries(source).revision.queryKey, found)
  return {
    ...shown,
    cache,
    source,
    news,
    becomes: (status: string) => waitFor(() => expect(shown.result.current.status).toBe(status)),
  }
}

test('a client of Roster’s own router fits, whatever else it can do', () => {
  expectTypeOf<TRPCClient<RosterRouter>>().toExtend<TeamClient>()
})

test('a ready team stays the same object however often the question for changes fails', async () => {
  const { client } = server()
  const { result, cache, source, becomes } = show(client)
  await becomes('ready')
  client.users.revision.query.mockImplementation(async () => Promise.reject(refused(500)))
  const { queryKey } = teamQueries(source).revision
  await cache.refetchQueries({ queryKey })
  await waitFor(() => expect(result.current).toMatchObject({ status: 'ready', isLive: false }))
  const team = result.current
  const failures = () => cache.getQueryState(queryKey)?.errorUpdateCount ?? 0
  const before = failures()
  await cache.refetchQueries({ queryKey })
  await waitFor(() => expect(failures()).toBeGreaterThan(before))
  expect(result.current).toBe(team)
})

test('a ready team has people, their facts and an index', async () => {
  const { result, becomes } = show(server().client)
  expect(result.current).toEqual({ status: 'loading', me: 'ada', orgId: 'org_acme' })
  await becomes('ready')
  await waitFor(() =>
    expect(result.current).toMatchObject({
      memberOf: new Map([
        ['ada', { role: 'org:admin' }],
        ['ben', {}],
      ]),
    }),
  )
  expect(result.current).toMatchObject({ people: [{ id: 'ada' }, { id: 'ben' }], revision: '0', departed: [] })
})

test('a list is read again when its revision changes, and once more when that happens meanwhile', async () => {
  const { client, change } = server()
  const { news, becomes, result } = show(client)
  await becomes('ready')
  const first = change()
  const second = change()
  client.users.list.query.mockImplementationOnce(async () => {
    news(second)
    return [user('ada', 'org_acme')]
  })
  news(first)
  await waitFor(() => expect(result.current).toMatchObject({ revision: second.revision, people: [{}, {}] }))
  expect(client.users.list.query).toHaveBeenCalledTimes(3)
})

test('a list that could not be renewed stays in view, and is read with the next answer about revisions', async () => {
  const { client, change } = server()
  const { news, becomes, result } = show(client)
  await becomes('ready')
  client.users.list.query.mockRejectedValueOnce(refused(404))
  news(change())
  await waitFor(() => expect(client.users.list.query).toHaveBeenCalledTimes(2))
  expect(result.current).toMatchObject({ status: 'ready', revision: '0' })
  const next = change()
  news(next)
  await waitFor(() => expect(result.current).toMatchObject({ revision: next.revision }))
})

describe('without an answer', () => {
  test('an organization that is being read is prepared, and then ready without a request of the user’s', async () => {
    const { client } = server()
    client.users.revision.query.mockRejectedValueOnce(refused(503, 0.1))
    const { becomes } = show(client)
    await becomes('preparing')
    await becomes('ready')
    expect(client.users.revision.query.mock.calls.length).toBeGreaterThan(1)
  })

  test('a failure offers a retry', async () => {
    const { client } = server()
    client.users.revision.query.mockRejectedValueOnce(refused(404))
    const { becomes, result } = show(client)
    await becomes('failed')
    expect(teamPickerProps(result.current)).toMatchObject({ status: 'error', people: [] })
    if (result.current.status === 'failed') result.current.retry()
    await becomes('ready')
  })

  test.each([
    [401, 'ended'],
    [400, 'ended'],
    [403, 'failed'],
  ])('after a refusal with %i nobody is shown any more', async (httpStatus, status) => {
    const { client } = server()
    const { becomes, cache, source, result } = show(client)
    await becomes('ready')
    client.users.revision.query.mockRejectedValue(refused(httpStatus))
    await cache.refetchQueries({ queryKey: teamQueries(source).revision.queryKey })
    await becomes(status)
    expect(result.current).not.toHaveProperty('people')
  })
})

test('people who left are in `departed`, resolved in one request; members are not', async () => {
  const { client } = server()
  const { result } = show(client, new QueryClient(), ['ben', 'zoe', 'max', 'zoe'])
  await waitFor(() =>
    expect(result.current).toMatchObject({ departed: [{ id: 'max', status: 'left' }, { id: 'zoe' }] }),
  )
  expect(client.users.resolve.query.mock.calls.map(([input]) => input)).toEqual([{ ids: ['max', 'zoe'] }])
})

test('a prefetched team is ready at once, and is not read again', async () => {
  const { client } = server()
  const cache = new QueryClient()
  const { revision, people } = teamQueries({ client, me: 'ada', orgId: 'org_acme' })
  await cache.prefetchQuery(revision)
  await cache.prefetchQuery(people)
  const { result } = show(client, cache)
  expect(result.current.status).toBe('ready')
  await waitFor(() => expect(client.users.revision.query.mock.calls.length).toBeGreaterThan(1))
  expect(client.users.list.query).toHaveBeenCalledTimes(1)
})

test('another organization does not show the people of the one before, even if the host keeps previous data', async () => {
  const cache = new QueryClient({ defaultOptions: { queries: { placeholderData: keepPreviousData } } })
  const { client } = server()
  let orgId = 'org_acme'
  const { result, rerender } = renderHook(() => useTeam(), {
    wrapper: ({ children }: { children: ReactNode }) => (
      <QueryClientProvider client={cache}>
        <TeamProvider client={client} me="ada" orgId={orgId}>
          {children}
        </TeamProvider>
      </QueryClientProvider>
    ),
  })
  await waitFor(() => expect(result.current.status).toBe('ready'))
  client.users.list.query.mockReturnValue(new Promise(() => {}))
  orgId = 'org_globex'
  rerender()
  expect(result.current).toEqual({ status: 'loading', me: 'ada', orgId })
})

test.each([{ refetchOnMount: false }, { throwOnError: true }])(
  'the team loads whatever the host’s default: %j',
  async (queries) => {
    const { client } = server()
    client.users.revision.query.mockRejectedValueOnce(refused(503, 0.1))
    const { becomes, result } = show(client, new QueryClient({ defaultOptions: { queries } }))
    await becomes('ready')
    expect(result.current).toMatchObject({ people: [{}, {}] })
  },
)

test('each user in each organization has keys of their own', () => {
  const { client } = server()
  const keys = ['ada', 'ben'].flatMap((me) =>
    ['org_acme', 'org_globex'].map((orgId) => JSON.stringify(teamQueries({ client, me, orgId }).people.queryKey)),
  )
  expect(new Set(keys).size).toBe(4)
})

test('the picker gets the team in every state, and a reason where somebody is deactivated', async () => {
  const { becomes, result } = show(server().client)
  expect(teamPickerProps(result.current)).toMatchObject({ status: 'loading', resetKey: 'org_acme', me: 'ada' })
  await becomes('ready')
  await waitFor(() => {
    const { people, unpickable } = teamPickerProps(result.current)
    expect(people.map((person) => unpickable?.(person))).toEqual([null, 'Deactivated'])
  })
  expect(teamPickerProps({ me: 'ada', orgId: 'org_acme', status: 'ended' }).status).toBe('no-organization')
})

test('outside of a provider the hook says what to do', () => {
  const { result } = renderHook(() => {
    try {
      return useTeam().status
    } catch (error) {
      return String(error)
    }
  })
  expect(result.current).toContain('<TeamProvider>')
})
