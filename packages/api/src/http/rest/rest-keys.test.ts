import { createTRPCClient, httpLink } from '@trpc/client'
import type { RosterRouter } from '../../trpc/router.ts'
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { listen } from '../../../testing/listen.ts'
import { backendOf } from '../../../testing/rest-callers.ts'
import { callRest } from '../../../testing/rest-call.ts'
import { startTestServer } from '../../../testing/test-server.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())
const backend = backendOf(server)
const acme = await backend.organizations.getOrganization({ slug: 'acme' })
const [alice] = (await backend.users.getUserList({ emailAddress: ['alice@acme.test'] })).data

async function makeKey({ subject = acme.id, scopes = ['users:read'], secondsUntilExpiration = 3600 } = {}) {
  const made = await backend.apiKeys.create({ name: 'Nightly export', subject, scopes, secondsUntilExpiration })
  return { id: made.id, secret: made.secret ?? '' }
}

async function answerTo(secret: string, url = server.url) {
  const { status, headers, text } = await callRest(url, { headers: { authorization: `Bearer ${secret}` } })
  return {
    status,
    retryAfter: headers.get('retry-after'),
    total: headers.get('x-total-count'),
    text: status === 200 ? 'the list' : text,
  }
}

const lookups = () => server.clerk.requests().byRoute['POST /api_keys/verify'] ?? 0

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: Date.now() }))
afterEach(() => {
  vi.useRealTimers()
  server.clerk.setFaults({ apiErrorChance: 0, apiHang: false })
})
const later = (ms: number) => vi.setSystemTime(Date.now() + ms)

const unauthorized = '{"error":{"code":"UNAUTHORIZED","message":"User not authenticated"}}'
const noOrganization = '{"error":{"code":"VALIDATION_ERROR","message":"User Org Id missing"}}'
const noScope =
  '{"error":{"code":"FORBIDDEN","message":"This API key lacks the scope users:read; create one that has it"}}'

describe('an API key', () => {
  test('of an organization lists its users', async () => {
    const { secret } = await makeKey()
    expect(await answerTo(secret)).toMatchObject({ status: 200, total: '25' })
  })

  test('without the scope users:read is refused with 403', async () => {
    for (const scopes of [[], ['users:write'], ['users']]) {
      const { secret } = await makeKey({ scopes })
      expect(await answerTo(secret)).toMatchObject({ status: 403, text: noScope })
    }
  })

  test('of a user has no organization and is answered the documented 400', async () => {
    const { secret } = await makeKey({ subject: alice?.id ?? '' })
    expect(await answerTo(secret)).toMatchObject({ status: 400, text: noOrganization })
  })

  test('that is unknown, was revoked in Clerk or has expired is refused with 401', async () => {
    const revoked = await makeKey()
    await backend.apiKeys.revoke({ apiKeyId: revoked.id })
    expect(await answerTo(revoked.secret)).toMatchObject({ status: 401, text: unauthorized })
    expect(await answerTo('ak_unknown')).toMatchObject({ status: 401, text: unauthorized })
    const { secret } = await makeKey({ secondsUntilExpiration: 5 })
    expect((await answerTo(secret)).status).toBe(200)
    later(6_000)
    expect(await answerTo(secret)).toMatchObject({ status: 401, text: unauthorized })
  })

  test('made and revoked by the product itself is refused at once', async () => {
    const headers = () => ({ authorization: `Bearer ${server.token()}` })
    const trpc = createTRPCClient<RosterRouter>({ links: [httpLink({ url: `${server.url}/api/trpc`, headers })] })
    const made = await trpc.apiKeys.create.mutate({ name: 'For the partner', expiresInDays: 30 })
    expect((await answerTo(made.secret)).status).toBe(200)
    await trpc.apiKeys.revoke.mutate({ id: made.id })
    expect(await answerTo(made.secret)).toMatchObject({ status: 401, text: unauthorized })
  })

  test('revoked in Clerk by others is accepted for 30 s more and then refused', async () => {
    const { id, secret } = await makeKey()
    expect((await answerTo(secret)).status).toBe(200)
    await backend.apiKeys.revoke({ apiKeyId: id })
    later(29_000)
    expect((await answerTo(secret)).status).toBe(200)
    later(1_001)
    expect((await answerTo(secret)).status).toBe(401)
  })

  test('is looked up once for concurrent requests', async () => {
    const { secret } = await makeKey()
    const before = lookups()
    const answers = await Promise.all(Array.from({ length: 20 }, () => answerTo(secret)))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect(lookups() - before).toBe(1)
  })
})

describe('while Clerk is down', () => {
  test('a key that was checked in the last 30 s is accepted, any other is answered 503 and never 401', async () => {
    const [known, unknown] = [await makeKey(), await makeKey()]
    await answerTo(known.secret)
    server.clerk.setFaults({ apiErrorChance: 1 })
    later(29_000)
    expect((await answerTo(known.secret)).status).toBe(200)
    for (const secret of [unknown.secret, 'ak_unknown_now', 'mt_machine', 'oat_oauth'])
      expect(await answerTo(secret)).toMatchObject({ status: 503, retryAfter: '5' })
    later(1_001)
    expect(await answerTo(known.secret)).toMatchObject({ status: 503, retryAfter: '5' })
    server.clerk.setFaults({ apiErrorChance: 0 })
    expect((await answerTo(unknown.secret)).status).toBe(200)
  })

  test('a lookup that hangs is answered 503 instead of hanging', async () => {
    const { secret } = await makeKey()
    server.clerk.setFaults({ apiHang: true })
    expect(await answerTo(secret)).toMatchObject({ status: 503, retryAfter: '5' })
    server.clerk.setFaults({ apiHang: false })
    expect((await answerTo(secret)).status).toBe(200)
  })
})

test('valid machine and OAuth tokens have no organization and are answered the documented 400', async () => {
  const valid = { scopes: ['users:read'], revoked: false, expired: false, expiration: null }
  await using clerk = await listen((request, response) => {
    const found: Record<string, object> = {
      '/m2m_tokens/verify': { object: 'machine_to_machine_token', id: 'mt_1', subject: 'mch_1', ...valid },
      '/oauth_applications/access_tokens/verify': {
        object: 'clerk_idp_oauth_access_token',
        id: 'oat_1',
        client_id: 'client_1',
        subject: acme.id,
        ...valid,
      },
    }
    const body = found[request.url ?? '']
    response.writeHead(body ? 200 : 500, { 'content-type': 'application/json' }).end(JSON.stringify(body ?? {}))
  })
  await using other = await startTestServer({ clerk: { apiUrl: clerk.url } })
  expect(await answerTo('mt_valid', other.url)).toMatchObject({ status: 400, text: noOrganization })
  expect(await answerTo('oat_valid', other.url)).toMatchObject({ status: 400, text: noOrganization })
})
