import { afterAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { backendOf, restCallers } from '../../../testing/rest-callers.ts'
import { resolvePath, startTestServer, usersPath } from '../../../testing/test-server.ts'
import { personSchema, userSchema } from '../../user.ts'

const page = 'https://app.example.test'
const server = await startTestServer({ corsOrigins: [page] })
afterAll(() => server[Symbol.asyncDispose]())
const callers = await restCallers(server)
const backend = backendOf(server)

const people = z.array(personSchema.strict())
const refused = z.object({ error: z.object({ code: z.string(), message: z.string() }) })
const json = { 'content-type': 'application/json' }

type Ask = { authorization?: string; headers?: Record<string, string>; body?: string; method?: string }

/** Sends a request to `roster.node` and `roster.fetch`, and compares the answers with the document and each other. */
async function post({ authorization, headers = json, body = '{"ids":[]}', method = 'POST' }: Ask) {
  const init = { method, body, headers: { ...headers, ...(authorization && { authorization }) } }
  const node = await server.get(resolvePath, init)
  const text = await node.text()
  const web = await fetch(server.webUrl + resolvePath, init)
  expect([web.status, await web.text()]).toEqual([node.status, text])
  return { status: node.status, headers: node.headers, text }
}

test.each(callers)('$kind of $organization resolves its own people, and no others', async (caller) => {
  const authorization = caller.authorization()
  const listed = await server.get(usersPath, { headers: { authorization } })
  const own = z
    .array(userSchema)
    .parse(await listed.json())
    .slice(0, 3)
    .map(({ id }) => id)
  const other = callers.find(({ organization }) => organization !== caller.organization)
  const foreign = await server.get(usersPath, { headers: { authorization: other?.authorization() ?? '' } })
  const strangers = z
    .array(userSchema)
    .parse(await foreign.json())
    .map(({ id }) => id)
    .slice(-20)
  const { status, text } = await post({ authorization, body: JSON.stringify({ ids: [...own, ...strangers, 'x'] }) })
  expect(status).toBe(200)
  const found = people.parse(JSON.parse(text)).map(({ id }) => id)
  expect(found.toSorted()).toEqual(own.toSorted())
})

test('the answer equals that of users.resolve, also for a former member', async () => {
  const [bob] = (await backend.users.getUserList({ emailAddress: ['bob@acme.test'] })).data
  const { id: organizationId } = await backend.organizations.getOrganization({ slug: 'acme' })
  const userId = bob?.id ?? ''
  await backend.organizations.deleteOrganizationMembership({ organizationId, userId })
  await server.clerk.settled()
  const key = callers.find(({ kind, organization }) => kind === 'an API key' && organization === 'acme')
  const authorization = key?.authorization() ?? ''
  const { text } = await post({ authorization, body: JSON.stringify({ ids: [userId] }) })
  expect(people.parse(JSON.parse(text))).toMatchObject([{ id: userId, status: 'left' }])
  const input = encodeURIComponent(JSON.stringify({ ids: [userId] }))
  const trpc = await server.get(`/api/trpc/users.resolve?input=${input}`, { headers: { authorization } })
  expect(await trpc.text()).toBe(`{"result":{"data":${text}}}`)
})

describe('a request that is refused', () => {
  const ids = (count: number) => JSON.stringify({ ids: Array.from({ length: count }, (_, at) => `user_${at}`) })
  test.each<[string, Ask, number, string]>([
    ['with more than 100 ids', { body: ids(101) }, 400, 'VALIDATION_ERROR'],
    ['without ids', { body: '{}' }, 400, 'VALIDATION_ERROR'],
    ['without JSON', { body: '{"ids":' }, 400, 'VALIDATION_ERROR'],
    ['with another type', { headers: { 'content-type': 'text/plain' } }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['with a body that is too long', { body: ' '.repeat(300_000) }, 413, 'PAYLOAD_TOO_LARGE'],
    ['by PUT', { method: 'PUT' }, 405, 'METHOD_NOT_ALLOWED'],
    ['without a credential', { authorization: '' }, 401, 'UNAUTHORIZED'],
    ['without a credential, whatever its body', { authorization: '', headers: {}, body: 'x' }, 401, 'UNAUTHORIZED'],
  ])('%s is answered with its code', async (_what, request, status, code) => {
    const answer = await post({ authorization: `Bearer ${server.token('chloe@acme.test')}`, ...request })
    expect([answer.status, refused.parse(JSON.parse(answer.text)).error.code]).toEqual([status, code])
    expect(answer.headers.get('allow')).toBe(status === 405 ? 'POST, OPTIONS' : null)
  })

  test('can be read by a page of an allowed origin, after its preflight', async () => {
    const preflight = await server.get(resolvePath, { method: 'OPTIONS', headers: { origin: page } })
    expect(preflight.headers.get('access-control-allow-methods')).toBe('POST')
    expect(preflight.headers.get('access-control-allow-headers')).toBe('Authorization, Content-Type, X-Request-Id')
    const { headers } = await post({ headers: { ...json, origin: page } })
    expect(headers.get('access-control-allow-origin')).toBe(page)
  })
})
