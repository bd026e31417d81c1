import { errors, RosterError, type ErrorCode } from '../../errors.ts'
import { testDb } from '@roster/db/testing'
import { createTRPCClient, httpBatchLink, httpBatchStreamLink, httpLink } from '@trpc/client'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createCors } from '../rest/cors.ts'
import { createRateLimit } from '../limits/rate-limit.ts'
import { backendOf } from '../../../testing/rest-callers.ts'
import { createRest } from '../rest/rest.ts'
import { securityHeaders } from '../answer/security-headers.ts'
import { createHeldBytes } from '../answer/held-bytes.ts'
import { sendAnswer } from '../answer/send-answer.ts'
import { listen } from '../../../testing/listen.ts'
import { testApi } from '../../../testing/test-api.ts'
import { silentLog as log } from '../../../testing/silent-log.ts'
import { membersPath, resolvePath, startTestServer, usersPath } from '../../../testing/test-server.ts'
import { rosterRouter, type RosterRouter } from '../../trpc/router.ts'
import { createTrpc } from './trpc-handler.ts'

const server = await startTestServer()
const db = await testDb()
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await db[Symbol.asyncDispose]()
})
const backend = backendOf(server)

const restError = z
  .object({ error: z.object({ code: z.string(), message: z.string() }) })
  .transform(({ error }) => error)
const trpcError = z
  .object({ error: z.object({ message: z.string(), data: z.object({ code: z.string(), httpStatus: z.number() }) }) })
  .transform(({ error: { message, data } }) => ({ code: data.code, message, httpStatus: data.httpStatus }))

type Transport = { status: number; code: string; message: string; retryAfter: string | null }

async function byRest(url: string, init: RequestInit = {}, path = usersPath): Promise<Transport> {
  const response = await fetch(url + path, init)
  const { status, headers } = response
  return { status, ...restError.parse(await response.json()), retryAfter: headers.get('retry-after') }
}

async function byTrpc(url: string, init: RequestInit = {}, call = 'users.list'): Promise<Transport> {
  const response = await fetch(`${url}/api/trpc/${call}`, init)
  const { httpStatus, ...error } = trpcError.parse(await response.json())
  expect(httpStatus).toBe(response.status)
  return { status: response.status, ...error, retryAfter: response.headers.get('retry-after') }
}

/** Both transports as they run, with an admission that fails for this reason. */
function serveFailing(cause: unknown) {
  const services = { ...testApi(db).services, admit: () => Promise.reject(cause) }
  const rateLimit = createRateLimit({ credential: 100, organization: 100, address: 100 }, false, log)
  const secure = securityHeaders(false)
  const rest = createRest({ services, rateLimit, secure, cors: createCors([]), log })
  const trpc = createTrpc({ endpoint: '/api/trpc/', router: rosterRouter, services, rateLimit, secure, log })
  const held = createHeldBytes()
  return listen((request, response) => {
    const deliver = sendAnswer(response, held)
    void (request.url === usersPath ? rest('users', request, deliver) : trpc(request, deliver))
  })
}

const codes = z.array(z.custom<ErrorCode>((code) => String(code) in errors)).parse(Object.keys(errors))
const hints: Partial<Record<ErrorCode, { retryAfter: number }>> = {
  RATE_LIMITED: { retryAfter: 7 },
  SERVICE_UNAVAILABLE: { retryAfter: 7 },
}

describe('both transports answer the same error', () => {
  test.each(codes)('for %s', async (code) => {
    await using failing = await serveFailing(new RosterError(code, hints[code]))
    const { status, message } = errors[code]
    const expected = { status, code, message, retryAfter: hints[code] ? '7' : null }
    expect(await byRest(failing.url)).toEqual(expected)
    expect(await byTrpc(failing.url)).toEqual(expected)
  })

  test.each([
    ['an unexpected error', new Error('secret'), 'INTERNAL_ERROR'],
    ['a thrown value that is no error', 'secret', 'INTERNAL_ERROR'],
    [
      'a database that does not answer',
      Object.assign(new Error('secret'), { code: 'ECONNREFUSED' }),
      'SERVICE_UNAVAILABLE',
    ],
  ] as const)('for %s, without its cause', async (_what, cause, code) => {
    await using failing = await serveFailing(cause)
    const rest = await byRest(failing.url)
    expect(rest).toMatchObject({ code, message: errors[code].message })
    expect(await byTrpc(failing.url)).toEqual(rest)
    expect(JSON.stringify(rest)).not.toContain('secret')
  })

  const signedIn = async (organization?: string | null) => ({
    headers: {
      authorization: `Bearer ${server.token(organization === null ? 'nora@nobody.test' : undefined, organization)}`,
    },
  })
  const withKey = async () => {
    const { id: subject } = await backend.organizations.getOrganization({ slug: 'acme' })
    const { secret } = await backend.apiKeys.create({ name: 'Export', subject, scopes: [] })
    return { headers: { authorization: `Bearer ${secret}` } }
  }
  const post = async () => ({ method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })
  const anonymous = async () => ({})
  const weak = `?input=${encodeURIComponent('{"consistency":"weak"}')}`
  const ofLists = [
    ['users', usersPath],
    ['members', membersPath],
  ].flatMap(([name, path]): [string, () => Promise<RequestInit>, string, string, ErrorCode][] => [
    [`no credential for ${name}`, anonymous, `${path}`, `${name}.list`, 'UNAUTHORIZED'],
    [`no organization for ${name}`, () => signedIn(null), `${path}`, `${name}.list`, 'VALIDATION_ERROR'],
    [`an input that ${name} refuse`, signedIn, `${path}?consistency=weak`, `${name}.list${weak}`, 'VALIDATION_ERROR'],
    [
      `such an input without a credential`,
      anonymous,
      `${path}?consistency=weak`,
      `${name}.list${weak}`,
      'UNAUTHORIZED',
    ],
    [`an API key without its scope for ${name}`, withKey, `${path}`, `${name}.list`, 'FORBIDDEN'],
  ])
  test.each([
    ...ofLists,
    ['a path that does not exist', anonymous, '/api/v1/entities/nothing', 'users.nothing', 'NOT_FOUND'],
    ['a method that is not supported', post, usersPath, 'users.list', 'METHOD_NOT_ALLOWED'],
  ] as const)('on the running server for %s', async (_cause, ask, path, call, code) => {
    const init = await ask()
    const rest = await byRest(server.url, init, path)
    const trpc = await byTrpc(server.url, init, call)
    expect(rest).toMatchObject({ code, status: errors[code].status })
    expect(trpc).toEqual(rest)
  })
})

test.each([
  ['too many ids', JSON.stringify({ ids: Array.from({ length: 101 }, () => 'user_1') })],
  ['an empty id', '{"ids":[""]}'],
  ['no ids', '{}'],
])('both transports refuse to resolve %s with one message', async (_what, body) => {
  const headers = { authorization: `Bearer ${server.token()}` }
  const init = { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body }
  const rest = await byRest(server.url, init, resolvePath)
  expect(rest).toMatchObject({ status: 400, code: 'VALIDATION_ERROR' })
  expect(await byTrpc(server.url, { headers }, `users.resolve?input=${encodeURIComponent(body)}`)).toEqual(rest)
})

describe('a body that is refused', () => {
  const bearer = () => ({ authorization: `Bearer ${server.token()}` })
  const long = 'x'.repeat(300_000)
  test.each([
    ['as too long', 'application/json', `"${long}"`, 'PAYLOAD_TOO_LARGE'],
    ['as no JSON', 'text/plain', '{}', 'UNSUPPORTED_MEDIA_TYPE'],
  ] as const)('%s has the same error by both transports, with the limits', async (_why, type, body, code) => {
    const init = { method: 'POST', headers: { ...bearer(), 'content-type': type }, body }
    const rest = await byRest(server.url, init, resolvePath)
    expect(rest).toMatchObject({ status: errors[code].status, code })
    for (const call of ['apiKeys.create', 'apiKeys.create,apiKeys.revoke?batch=1']) {
      expect(await byTrpc(server.url, init, call)).toEqual(rest)
      const { headers } = await fetch(`${server.url}/api/trpc/${call}`, init)
      expect(headers.get('ratelimit')).toMatch(/^"credential"/)
    }
  })

  test('is read as an error by every kind of tRPC link', async () => {
    const options = { url: `${server.url}/api/trpc`, headers: bearer }
    for (const link of [httpLink(options), httpBatchLink(options), httpBatchStreamLink(options)]) {
      const { apiKeys } = createTRPCClient<RosterRouter>({ links: [link] })
      const refused = [apiKeys.create.mutate({ name: long, expiresInDays: null }), apiKeys.revoke.mutate({ id: 'a' })]
      const [error] = await Promise.all(refused.map((call) => call.catch((failure: unknown) => failure)))
      expect(error).toMatchObject({ data: { code: 'PAYLOAD_TOO_LARGE' } })
    }
  })
})

test('a JSON body is accepted by tRPC as by REST however its media type is spelled', async () => {
  const headers = { authorization: `Bearer ${server.token()}`, 'content-type': 'Application/JSON ; Charset=UTF-8' }
  const rest = await fetch(server.url + resolvePath, { method: 'POST', headers, body: '{"ids":[]}' })
  const body = '{"name":"Any spelling","expiresInDays":1}'
  const trpc = await fetch(`${server.url}/api/trpc/apiKeys.create`, { method: 'POST', headers, body })
  expect([rest.status, trpc.status]).toEqual([200, 200])
})

const name = fc.option(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), { nil: null })
const people = fc.array(fc.record({ firstName: name, lastName: name }), { maxLength: 6 })
const listed = (list: unknown) => z.array(z.object({ id: z.string() })).parse(list)
const answered = z.object({ result: z.object({ data: z.array(z.unknown()) }) })

test('both transports answer the same list of any organization, and it equals Clerk’s', async () => {
  const [alice] = (await backend.users.getUserList({ emailAddress: ['alice@acme.test'] })).data
  let made = 0
  await fc.assert(
    fc.asyncProperty(people, async (members) => {
      made += 1
      const slug = `random-${made}`
      const { id: organizationId } = await backend.organizations.createOrganization({
        name: slug,
        slug,
        createdBy: alice?.id ?? '',
      })
      const expected: object[] = [
        { firstName: 'Alice', lastName: 'Archer', email: 'alice@acme.test', clerkOrgId: organizationId },
      ]
      for (const [index, { firstName, lastName }] of members.entries()) {
        const email = `person${index}@${slug}.test`
        const names = { ...(firstName !== null && { firstName }), ...(lastName !== null && { lastName }) }
        const { id: userId } = await backend.users.createUser({ emailAddress: [email], ...names })
        await backend.organizations.createOrganizationMembership({ organizationId, userId, role: 'org:member' })
        expected.push({ ...names, email, clerkOrgId: organizationId })
      }
      await server.clerk.settled()
      const headers = { authorization: `Bearer ${server.token('alice@acme.test', slug)}` }
      const ask = () => server.get(usersPath, { headers })
      // A new organization is first read from Clerk, within the budget for that.
      await expect.poll(async () => (await ask()).status, { timeout: 20_000, interval: 250 }).toBe(200)
      const rest: unknown = await (await ask()).json()
      const trpc = answered.parse(await (await server.get('/api/trpc/users.list', { headers })).json())
      expect(trpc.result.data).toEqual(rest)
      expect(JSON.stringify(trpc.result.data)).toBe(JSON.stringify(rest))
      const facts: unknown = await (await server.get(membersPath, { headers })).json()
      const byCall = answered.parse(await (await server.get('/api/trpc/members.list', { headers })).json())
      expect(JSON.stringify(byCall.result.data)).toBe(JSON.stringify(facts))
      expect(facts).toMatchObject(listed(rest).map(({ id }) => ({ userId: id })))
      expect(rest).toMatchObject(expected)
      expect(rest).toHaveLength(expected.length)
    }),
    { numRuns: 4, endOnFailure: true },
  )
}, 60_000)
