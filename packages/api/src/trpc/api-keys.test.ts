import { request as forward } from 'node:http'
import { createMirror } from '@roster/db'
import { testDb } from '@roster/db/testing'
import { startLocalClerk } from '@roster/clerk-local'
import { verifiedOrganizationId } from '@roster/db'
import { afterAll, expect, test } from 'vitest'
import { createApiKeyService } from '../clerk/api-key-service.ts'
import { createClerkBudget } from '../clerk/ask-clerk.ts'
import { createSecretCheck } from '../access/secrets.ts'
import { createBackendSdk } from '../clerk/backend-sdk.ts'
import { createContext } from './context.ts'
import { toPublicError } from '../errors.ts'
import { createCaller } from './router.ts'
import { listen } from '../../testing/listen.ts'
import { fill, membershipRecord, session, testApi, userRecord } from '../../testing/test-api.ts'

const local = await startLocalClerk({ port: 0, organizations: { acme: 2, globex: 2, initech: 1 } })
afterAll(() => local.close())
const sdk = createBackendSdk({ ...local, authorizedParties: [] })
const organization = async (slug: string) =>
  verifiedOrganizationId((await sdk.organizations.getOrganization({ slug })).id)
const [acme, globex, initech] = [
  await organization('acme'),
  await organization('globex'),
  await organization('initech'),
]
const admin = (await sdk.users.getUserList({ emailAddress: ['alice@acme.test'] })).data[0]?.id ?? ''

const refusal = (call: Promise<unknown>) => call.then(() => 'answered', toPublicError)

/** `admin` administers each organization; `user_2` is a plain member of acme. */
async function start({ apiUrl = local.apiUrl, callsPerWindow = 1_000 } = {}) {
  const sdk = createBackendSdk({ ...local, apiUrl, authorizedParties: [] })
  const db = await testDb()
  await fill(db, {
    [acme]: [userRecord(admin), userRecord('user_2')],
    [globex]: [userRecord(admin)],
    [initech]: [userRecord(admin)],
  })
  const updatedMs = Date.now()
  const roles = [acme, globex, initech].map((orgId) => membershipRecord(orgId, admin, { role: 'org:admin', updatedMs }))
  await createMirror(db.background).applyMemberships(roles, { kind: 'webhook' })
  const budget = createClerkBudget({ store: createMirror(db.background), callsPerWindow })
  const secrets = createSecretCheck(sdk, budget)
  const logged: unknown[] = []
  const log = { warn: (facts: object) => void logged.push(facts) }
  const services = { ...testApi(db).services, apiKeys: createApiKeyService(sdk, budget, secrets.block, log) }
  const as = (userId: string, orgId: typeof acme) => createCaller(createContext(services, session(userId, orgId)))
  return { as, logged, verify: secrets.verify, [Symbol.asyncDispose]: () => db[Symbol.asyncDispose]() }
}

/** The local Clerk behind a proxy that drops the answers of paths with this ending. */
function startLosingProxy(ending: string) {
  return listen((request, response) => {
    const proxied = forward(
      local.apiUrl + request.url,
      { method: request.method, headers: request.headers },
      (answer) => {
        if (request.url?.endsWith(ending)) return response.destroy()
        return answer.pipe(response.writeHead(answer.statusCode ?? 502, answer.headers))
      },
    )
    request.pipe(proxied)
  })
}

test('an administrator makes a key that lists users, sees it, and revokes it', async () => {
  await using api = await start()
  const { apiKeys } = api.as(admin, acme)
  const made = await apiKeys.create({ name: 'Nightly export', expiresInDays: 30 })
  expect(Date.parse(made.expiresAt ?? '') - Date.parse(made.createdAt)).toBe(30 * 24 * 60 * 60 * 1000)
  expect(await api.verify(made.secret)).toEqual({
    kind: 'api-key',
    keyId: made.id,
    orgId: acme,
    scopes: ['users:read'],
  })
  const { secret: _, ...shown } = made
  expect(await apiKeys.list()).toEqual([{ ...shown, lastUsedAt: null, revoked: false }])
  await apiKeys.revoke({ id: made.id })
  expect(await api.verify(made.secret)).toEqual({ kind: 'none' })
  expect(await apiKeys.list()).toMatchObject([{ id: made.id, revoked: true }])
})

test('a key without an expiration never expires', async () => {
  await using api = await start()
  const made = await api.as(admin, acme).apiKeys.create({ name: 'For ever', expiresInDays: null })
  expect(made.expiresAt).toBeNull()
})

test('an organization neither sees nor revokes the keys of another', async () => {
  await using api = await start()
  const made = await api.as(admin, acme).apiKeys.create({ name: 'Of acme', expiresInDays: null })
  const other = api.as(admin, globex).apiKeys
  expect(await other.list()).toEqual([])
  expect(await refusal(other.revoke({ id: made.id }))).toMatchObject({ code: 'NOT_FOUND' })
  expect(await refusal(other.revoke({ id: 'ak_unknown' }))).toMatchObject({ code: 'NOT_FOUND' })
  expect(await api.verify(made.secret)).toMatchObject({ kind: 'api-key' })
})

test('an id that would change the path of the request to Clerk is refused', async () => {
  await using api = await start()
  const { apiKeys } = api.as(admin, acme)
  expect(await refusal(apiKeys.revoke({ id: '../v1/users/x' }))).toMatchObject({ code: 'VALIDATION_ERROR' })
})

test.each(['\u200B\u200B\u200B', '\u2800\u3164\u00AD', ' ab '])('the name %j of a key is refused', async (name) => {
  await using api = await start()
  const { apiKeys } = api.as(admin, acme)
  expect(await refusal(apiKeys.create({ name, expiresInDays: null }))).toMatchObject({ code: 'VALIDATION_ERROR' })
})

test('a plain member may neither list, create nor revoke keys', async () => {
  await using api = await start()
  const { apiKeys } = api.as('user_2', acme)
  const calls = [apiKeys.list(), apiKeys.create({ name: 'Mine', expiresInDays: null }), apiKeys.revoke({ id: 'ak_1' })]
  for (const call of calls) expect(await refusal(call)).toMatchObject({ code: 'FORBIDDEN', status: 403 })
})

test('a key is refused from the request to revoke it, even if Clerk’s answer is lost', async () => {
  await using losing = await startLosingProxy('/revoke')
  await using api = await start({ apiUrl: losing.url })
  const { apiKeys } = api.as(admin, acme)
  const made = await apiKeys.create({ name: 'Leaked', expiresInDays: null })
  expect(await api.verify(made.secret)).toMatchObject({ kind: 'api-key' })
  expect(await refusal(apiKeys.revoke({ id: made.id }))).toMatchObject({ code: 'SERVICE_UNAVAILABLE' })
  expect(await api.verify(made.secret)).toEqual({ kind: 'none' })
})

test('an outage of Clerk is answered with 503', async () => {
  await using api = await start()
  const { apiKeys } = api.as(admin, acme)
  local.setFaults({ apiAnswers: [{ path: '**', status: 500, times: 1 }] })
  expect(await refusal(apiKeys.list())).toMatchObject({ code: 'SERVICE_UNAVAILABLE', retryAfter: 5 })
})

const odd = { id: 5, name: 'x', created_at: 'yesterday' }
const oddAnswers: [what: string, status: number, body: unknown][] = [
  ['an answer of another type', 200, '<html>planted</html>'],
  ['null', 200, null],
  ['an empty object', 200, {}],
  ['a list', 200, []],
  ['no data', 200, { data: null, total_count: 0 }],
  ['a record that is null', 200, { data: [null], total_count: 1 }],
  ['a record of another form', 200, { ...odd, data: [{ object: 'api_key', ...odd }], total_count: 1 }],
  ['errors with status 200', 200, { errors: [{ code: 'internal', message: 'planted' }] }],
  ['errors that are no list', 400, { errors: 'planted' }],
  ['errors that are null', 400, { errors: null }],
  ['404 of a proxy', 404, '<html>planted</html>'],
  ['402', 402, { errors: [{ code: 'payment_required', message: 'planted' }] }],
]

test.each(oddAnswers)('%s from Clerk is answered with 503, whatever was asked of it', async (_what, status, body) => {
  await using api = await start()
  const { apiKeys } = api.as(admin, acme)
  local.setFaults({ apiAnswers: [{ path: '**', status, body }] })
  const calls = [
    () => apiKeys.list(),
    () => apiKeys.create({ name: 'Nightly export', expiresInDays: null }),
    () => apiKeys.revoke({ id: 'ak_1' }),
  ]
  for (const call of calls) expect(await refusal(call())).toMatchObject({ code: 'SERVICE_UNAVAILABLE' })
  local.setFaults({ apiAnswers: [] })
})

test('a key with fields of another form is listed as far as it can be read, and logged once', async () => {
  await using api = await start()
  const { apiKeys } = api.as(admin, acme)
  const whole = { object: 'api_key', name: 'Nightly export', created_at: 1, revoked: true, expiration: 2 }
  const data = [
    { ...whole, id: 'ak_1' },
    { object: 'api_key', ...odd, id: 'ak_2', name: null, created_at: 1e300, expiration: 'never' },
  ]
  const year1970 = new Date(0).toISOString()
  const read = { id: 'ak_2', name: '', createdAt: year1970, expiresAt: null, lastUsedAt: null, revoked: false }
  local.setFaults({ apiAnswers: [{ path: '**', status: 200, body: { data, total_count: 2 } }] })
  const listed = await apiKeys.list()
  local.setFaults({ apiAnswers: [{ path: '**', status: 200, body: { ...data[1], secret: 'ak_secret' } }] })
  const made = await apiKeys.create({ name: 'Nightly export', expiresInDays: null })
  local.setFaults({ apiAnswers: [] })
  expect(listed).toEqual([expect.objectContaining({ id: 'ak_1', name: 'Nightly export', revoked: true }), read])
  expect(made).toMatchObject({ id: 'ak_2', secret: 'ak_secret' })
  expect(api.logged).toEqual([{ keyId: 'ak_2', path: 'name invalid_type' }])
})

test('a 404 from Clerk is about a key only where one was asked for', async () => {
  await using api = await start()
  const { apiKeys } = api.as(admin, acme)
  local.setFaults({ apiAnswers: [{ path: '**', status: 404 }] })
  expect(await refusal(apiKeys.list())).toMatchObject({ code: 'SERVICE_UNAVAILABLE' })
  expect(await refusal(apiKeys.revoke({ id: 'ak_1' }))).toMatchObject({ code: 'NOT_FOUND' })
  local.setFaults({ apiAnswers: [] })
})

const calls = () => Object.entries(local.requests().byRoute).reduce((sum, [, count]) => sum + count, 0)

test('keys are read once for all callers within seconds, and again after a change', async () => {
  await using api = await start()
  const [one, two] = [api.as(admin, acme).apiKeys, api.as(admin, acme).apiKeys]
  const made = await sdk.apiKeys.create({ name: 'Before', subject: acme, scopes: ['users:read'] })
  const before = calls()
  const lists = await Promise.all(Array.from({ length: 8 }, (_, index) => (index % 2 ? one : two).list()))
  expect(calls() - before).toBe(1)
  expect(new Set(lists.map((list) => JSON.stringify(list))).size).toBe(1)
  expect(lists[0]).toContainEqual(expect.objectContaining({ id: made.id, revoked: false }))
  const next = await two.create({ name: 'Next', expiresInDays: null })
  expect(await one.list()).toContainEqual(expect.objectContaining({ id: next.id }))
  await two.revoke({ id: made.id })
  expect(await one.list()).toContainEqual(expect.objectContaining({ id: made.id, revoked: true }))
})

test('an organization has one call to Clerk in flight, and few that wait', async () => {
  await using api = await start()
  const { apiKeys } = api.as(admin, acme)
  local.setFaults({ apiLatencyMs: 30 })
  const before = calls()
  const asked = Promise.all(Array.from({ length: 14 }, () => refusal(apiKeys.revoke({ id: 'ak_unknown' }))))
  const other = api.as(admin, globex).apiKeys.list()
  await other
  // Globex is answered while the calls of acme wait for their first.
  expect(calls() - before).toBeLessThan(6)
  const found = await asked
  local.setFaults({ apiLatencyMs: 0 })
  expect(found.filter((each) => typeof each === 'object' && each.code === 'RATE_LIMITED')).toHaveLength(4)
})

test('an organization may create a key while it has fewer than 100 live ones, however many it had', async () => {
  await using api = await start()
  const { apiKeys } = api.as(admin, initech)
  const subject = { subject: initech, scopes: ['users:read'] }
  const made = []
  for (let index = 0; index < 100; index += 1) made.push(await sdk.apiKeys.create({ ...subject, name: `Key ${index}` }))
  const message: unknown = expect.stringContaining('100 API keys')
  const refused = await refusal(apiKeys.create({ name: 'One more', expiresInDays: null }))
  expect(refused).toMatchObject({ code: 'VALIDATION_ERROR', message })
  await apiKeys.revoke({ id: made[0]?.id ?? '' })
  expect(await apiKeys.create({ name: 'One more', expiresInDays: null })).toMatchObject({ name: 'One more' })
})

test('an organization can’t use up the calls of others, and all together stay within their share', async () => {
  await using api = await start()
  const { apiKeys } = api.as(admin, acme)
  const before = calls()
  const found = []
  for (let index = 0; index < 45; index += 1) found.push(await refusal(apiKeys.revoke({ id: 'ak_unknown' })))
  expect(calls() - before).toBe(40)
  const retryAfter: unknown = expect.any(Number)
  expect(found.at(-1)).toMatchObject({ code: 'RATE_LIMITED', retryAfter })
  expect(await refusal(api.as(admin, globex).apiKeys.list())).toBe('answered')

  await using small = await start({ callsPerWindow: 100 })
  const many = []
  for (const orgId of [acme, globex])
    for (let index = 0; index < 6; index += 1)
      many.push(await refusal(small.as(admin, orgId).apiKeys.revoke({ id: 'ak_unknown' })))
  expect(many.map((each) => (typeof each === 'object' ? each.code : each))).toEqual([
    ...Array.from({ length: 10 }, () => 'NOT_FOUND'),
    ...Array.from({ length: 2 }, () => 'RATE_LIMITED'),
  ])
})
