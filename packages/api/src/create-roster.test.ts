import { setImmediate as immediate } from 'node:timers/promises'
import { initTRPC } from '@trpc/server'
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { backendOf } from '../testing/rest-callers.ts'
import { startTestServer } from '../testing/test-server.ts'
import { toPublicError } from './errors.ts'
import { formatError, type RosterMeta } from './trpc/trpc.ts'
import type { Context } from './trpc/context.ts'

const openapi = z.object({
  paths: z.record(z.string(), z.unknown()),
  servers: z.array(z.object({ url: z.string() })).default([]),
})
const users = z.array(z.object({ id: z.string(), clerkOrgId: z.string() }))
const answered = z.object({ result: z.object({ data: z.unknown() }) })
const failed = z.object({ error: z.object({ message: z.string(), data: z.object({ code: z.string() }) }) })

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())
const { roster } = server
const bearer = (token = server.token()) => ({ authorization: `Bearer ${token}` })
const ask = (path: string, headers: Record<string, string> = bearer()) =>
  roster.fetch(new Request(`https://host.example.com${path}`, { headers }))

describe('a path that is not Roster’s', () => {
  test.each(['/', '/api', '/api/v1/entities/users/', '/api/v1/entities/user', '/api/trpc', '/livez/x', '/api/docsx'])(
    '%s is left to the host',
    async (path) => {
      expect(await ask(path)).toBeNull()
      expect((await fetch(server.url + path)).status).toBe(404)
    },
  )
})

test('each path is below the base path, nothing is at the usual one, and the document has absolute addresses', async () => {
  await using other = await startTestServer({ basePath: '/team' })
  const headers = { authorization: `Bearer ${other.token()}` }
  const below = async (path: string) =>
    (await other.roster.fetch(new Request(`http://h.test${path}`, { headers })))?.status
  const paths = ['/v1/entities/users', '/trpc/users.revision', '/webhooks/clerk', '/openapi.json', '/docs']
  expect(await Promise.all(paths.map((path) => below(`/team${path}`)))).toEqual([200, 200, 405, 200, 200])
  expect(await Promise.all(paths.map((path) => below(`/api${path}`)))).toEqual(paths.map(() => undefined))
  const document = await other.roster.fetch(new Request('http://h.test/team/openapi.json'))
  const { paths: documented, servers } = openapi.parse(await document?.json())
  expect(documented).toHaveProperty(['/team/v1/entities/users'])
  // A client without options would join a relative "/" to "//team", which is a host.
  expect(servers.filter(({ url }) => !URL.canParse(url))).toEqual([])
})

describe('in a router of the host’s', () => {
  const t = initTRPC.context<Context>().create({ errorFormatter: formatError })
  const router = t.router({ team: roster.router, host: t.router({ hello: t.procedure.query(() => 'hello') }) })
  const call = async (path: string, authorization?: string, createContext = () => roster.context(authorization)) => {
    const req = new Request(`http://h.test/trpc/${path}`)
    const response = await fetchRequestHandler({ endpoint: '/trpc', req, router, createContext })
    const body: unknown = await response.json()
    return { status: response.status, body }
  }

  test('its procedures answer beside the host’s, by the verified credential', async () => {
    const { body } = await call('team.users.list', bearer().authorization)
    const list = users.parse(answered.parse(body).result.data)
    expect(list).toHaveLength(25)
    expect(new Set(list.map(({ clerkOrgId }) => clerkOrgId)).size).toBe(1)
    expect((await call('host.hello')).status).toBe(200)
  })

  test('a refusal has the documented code', async () => {
    const { status, body } = await call('team.users.list')
    expect([status, failed.parse(body).error]).toMatchObject([401, { data: { code: 'UNAUTHORIZED' } }])
  })

  test('a context without Roster’s is an internal error, and only the host’s log says what to do', async () => {
    const errors: string[] = []
    const response = await fetchRequestHandler({
      endpoint: '/trpc',
      req: new Request('http://h.test/trpc/team.users.list'),
      router,
      // A host that forgot the context; its types do not show that.
      createContext: () => z.custom<Context>().parse({}),
      onError: ({ error }) => void errors.push(error.message),
    })
    expect(failed.parse(await response.json()).error.data.code).toBe('INTERNAL_ERROR')
    expect(errors).toEqual([expect.stringContaining('roster.context(credential)')])
  })
})

test('a host’s procedures on Roster’s path get the caller, the limits and the error shape', async () => {
  const t = initTRPC.context<Context>().meta<RosterMeta>().create({ errorFormatter: formatError })
  const own = t.router({
    mine: t.router({
      who: t.procedure.query(async ({ ctx }) => (await ctx.admission()).orgId),
      fails: t.procedure.query(() => {
        throw new Error('secret')
      }),
    }),
  })
  await using extended = await startTestServer({ router: t.mergeRouters(roster.router, own) })
  const get = async (path: string) => {
    const response = await extended.get(`/api/trpc/${path}`, { headers: bearer(extended.token()) })
    const body: unknown = await response.json()
    return { status: response.status, limit: response.headers.get('ratelimit'), body }
  }
  const { body, limit } = await get('mine.who')
  expect(answered.parse(body).result.data).toMatch(/^org_/)
  expect(limit).toMatch(/"credential"/)
  const { status, body: failure } = await get('mine.fails')
  expect([status, JSON.stringify(failure)]).toEqual([500, expect.not.stringContaining('secret')])
  expect((await get('users.revision')).status).toBe(200)
})

describe('a job of the host’s', () => {
  const as = (orgId: string) => roster.router.createCaller(roster.asSystem(orgId))
  const refusal = (call: Promise<unknown>) => call.then(() => 'answered', toPublicError)
  const idOf = async (slug: string) => (await backendOf(server).organizations.getOrganization({ slug })).id

  test('lists an organization without a user, and waits for the first reconcile of a new one', async () => {
    expect(await as(await idOf('initech')).users.list()).toHaveLength(60)
  })

  test('is refused where a procedure needs a member', async () => {
    const { apiKeys } = as(await idOf('acme'))
    expect(await refusal(apiKeys.list())).toMatchObject({ code: 'FORBIDDEN' })
  })

  test('is refused for an organization that Clerk does not know or that was deleted', async () => {
    expect(await refusal(as('org_nobody').users.list())).toMatchObject({ code: 'SERVICE_UNAVAILABLE' })
    const globex = await idOf('globex')
    await backendOf(server).organizations.deleteOrganization(globex)
    await server.clerk.settled()
    expect(await refusal(as(globex).users.list())).toMatchObject({ code: 'UNAUTHORIZED' })
  })
})

describe('where no loops run', () => {
  const byRoute = (route: string) => idle.clerk.requests().byRoute[route] ?? 0
  let idle: Awaited<ReturnType<typeof startTestServer>>
  beforeAll(async () => {
    idle = await startTestServer({ runs: false })
    idle.clerk.sendWebhooksTo(undefined)
  })
  afterAll(() => idle[Symbol.asyncDispose]())
  const namesOf = async () => {
    const response = await idle.get('/api/v1/entities/users', { headers: bearer(idle.token()) })
    return z.array(z.object({ id: z.string(), firstName: z.string().nullable() })).parse(await response.json())
  }

  test('the first request fills its organization', async () => {
    expect(await namesOf()).toHaveLength(25)
  })

  test('a turn repairs what a lost webhook left, and two at once read no organization twice', async () => {
    const [somebody] = await namesOf()
    await backendOf(idle).users.updateUser(somebody?.id ?? '', { firstName: 'Unheard' })
    await idle.db.pool.query(`UPDATE roster.organization SET confirmed_at = confirmed_at - interval '2 days'`)
    const before = byRoute('GET /v1/organizations/:id')
    await Promise.all([idle.roster.tick(), idle.roster.tick()])
    // The stale organization, and two that a scan of the instance has just found.
    expect(byRoute('GET /v1/organizations/:id') - before).toBeLessThanOrEqual(3)
    expect((await namesOf()).find(({ id }) => id === somebody?.id)?.firstName).toBe('Unheard')
  })

  test('the turns of a process log one summary an hour, and drop old rows as rarely', async () => {
    await idle.roster.tick()
    const summaries = () => idle.logged().filter((line) => line.includes('last hour’s summary')).length
    const before = summaries()
    await idle.roster.tick()
    expect(summaries()).toBe(before)
  })
})

test('a session of another origin is refused, and the log says what to add', async () => {
  const token = server.clerk.token({ email: 'alice@acme.test', organization: 'acme', azp: 'http://localhost:3001' })
  expect((await ask('/api/v1/entities/users', bearer(token)))?.status).toBe(401)
  expect(server.logged().filter((line) => line.includes('another origin'))).toEqual([
    expect.stringMatching(/^warn .*add the page’s origin/),
  ])
})

test('once it is closed, nothing of it runs in the background, and nothing has failed', async () => {
  await using closing = await startTestServer({ runs: false })
  const run = closing.roster.run(new AbortController().signal).then(() => 'over')
  await closing.roster.close()
  expect(await Promise.race([run, immediate('goes on')])).toBe('over')
  expect(closing.logged().filter((line) => /^(warn|error)/.test(line))).toEqual([])
})

test('it may be closed twice', async () => {
  const closing = await startTestServer()
  await closing.roster.close()
  await expect(closing.roster.close()).resolves.toBeUndefined()
  await closing[Symbol.asyncDispose]()
})
