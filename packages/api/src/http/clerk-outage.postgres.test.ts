import { letTimePass } from '@roster/db/testing'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { startWebhookServer, type WebhookServer } from '../../testing/webhook-server.ts'

const withId = z.object({ id: z.string() })
const blackouts: [string, (server: WebhookServer) => Promise<unknown>][] = [
  ['takes requests and never answers', async ({ clerk }) => clerk.setFaults({ apiHang: true })],
  ['does not listen', ({ clerk }) => clerk.close()],
]

/** A token that was made so long ago and is still valid. */
function olderToken(server: WebhookServer, secondsAgo: number, email: string): string {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - secondsAgo * 1000 })
  try {
    return server.clerk.token({ email, organization: 'acme', azp: 'https://app.example.test', expiresInSeconds: 600 })
  } finally {
    vi.useRealTimers()
  }
}

describe.each(blackouts)('while Clerk’s API %s', (_how, blackOut) => {
  let server: WebhookServer
  let before: { rest: string; trpc: unknown; etag: string | null }

  async function read() {
    const headers = { authorization: `Bearer ${server.token()}` }
    const rest = await server.get('/api/v1/entities/users', { headers })
    return {
      rest: await rest.text(),
      trpc: await server.query('users.list', {}),
      etag: rest.headers.get('etag'),
    }
  }

  beforeAll(async () => {
    server = await startWebhookServer()
    const { id: acme } = withId.parse(await server.change('GET', '/organizations/acme'))
    await server.list()

    async function hire(name: string) {
      const user = withId.parse(await server.change('POST', '/users', { email_address: [`${name}@acme.test`] }))
      await server.change('POST', `/organizations/${acme}/memberships`, { user_id: user.id, role: 'org:member' })
      return user.id
    }
    const returner = await hire('returner')
    await server.change('DELETE', `/organizations/${acme}/memberships/${returner}`)
    await server.clerk.settled()
    before = await read()

    // From here on webhooks are lost too.
    server.clerk.setFaults({ webhookDropChance: 1 })
    await hire('newcomer')
    await server.change('POST', `/organizations/${acme}/memberships`, { user_id: returner, role: 'org:member' })
    const [alice] = await server.list()
    await server.change('POST', '/organizations', { name: 'Hooli', created_by: alice?.id })
    await blackOut(server)
  })
  afterAll(() => server[Symbol.asyncDispose]())

  test('members of a known organization are answered as before, by REST and by tRPC', async () => {
    expect(await read()).toEqual(before)
  })

  test('a webhook is acknowledged and its change is in the next answer', async () => {
    const list = await server.list()
    const nameless = list.find(({ firstName }) => firstName === null)
    const deleted = { type: 'user.deleted', object: 'event', data: { id: nameless?.id, object: 'user', deleted: true } }
    expect((await server.send(deleted)).status).toBe(204)
    expect(await server.list()).toEqual(list.filter(({ id }) => id !== nameless?.id))
  })

  test.concurrent('a new member with fresh claims is admitted', async () => {
    expect(await server.status(server.token('newcomer@acme.test'))).toBe(200)
  })

  test.concurrent('a new member with claims older than 65 s is refused', async () => {
    expect(await server.status(olderToken(server, 70, 'newcomer@acme.test'))).toBe(401)
  })

  test.concurrent('a former member is refused; claims newer than the membership’s end are answered 503', async () => {
    expect(await server.status(olderToken(server, 30, 'returner@acme.test'))).toBe(401)
    await letTimePass(server.db, 10)
    expect(await server.status(server.token('returner@acme.test'))).toBe(503)
  })

  test.concurrent('an organization that was never reconciled is answered 503', async () => {
    const headers = { authorization: `Bearer ${server.token('alice@acme.test', 'hooli')}` }
    const response = await server.get('/api/v1/entities/users', { headers })
    expect(response.status).toBe(503)
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
  })
})
