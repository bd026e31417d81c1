import { testDatabase } from '@roster/db/testing'
import { expect, test } from 'vitest'
import { startWebhookServer, type WebhookServer } from '../../testing/webhook-server.ts'

/** Two servers with one Clerk and one database. */
async function startTwo() {
  const database = await testDatabase()
  if (!database) throw new Error('This test needs PostgreSQL: DATABASE_URL is not set.')
  const { url } = database
  const one = await startWebhookServer({ url })
  const { secretKey, publishableKey, jwtKey, apiUrl, webhookSigningSecret } = one.clerk
  const two = await startWebhookServer({
    url,
    clerk: { secretKey, publishableKey, jwtKey, apiUrl, webhookSigningSecrets: [webhookSigningSecret] },
  })
  return {
    one,
    two,
    async [Symbol.asyncDispose]() {
      await two[Symbol.asyncDispose]()
      await one[Symbol.asyncDispose]()
      await database.drop()
    },
  }
}

test.each(['identity', 'gzip'])(
  'a change that one server acknowledged is in the next answer of the other, with %s and for a 304',
  async (coding) => {
    await using it = await startTwo()
    const token = it.one.token()
    const read = async (server: WebhookServer, tag = '') => {
      const headers = { authorization: `Bearer ${token}`, 'accept-encoding': coding, 'if-none-match': tag }
      const response = await server.get('/api/v1/entities/users', { headers })
      return { status: response.status, etag: response.headers.get('etag') ?? '', text: await response.text() }
    }
    const [alice] = await it.one.list()
    const data = await it.one.change('GET', `/users/${alice?.id}`)
    let { etag } = await read(it.one)

    for (let round = 0; round < 20; round += 1) {
      const [taker, other] = round % 2 === 0 ? [it.one, it.two] : [it.two, it.one]
      const renamed = Object.assign({}, data, { first_name: `Round ${round}`, updated_at: Date.now() + round })
      const event = JSON.stringify({ type: 'user.updated', object: 'event', data: renamed })
      expect((await taker.send(event, it.one.sign(event))).status).toBe(204)

      const changed = await read(other, etag)
      expect(changed.status).toBe(200)
      expect(JSON.parse(changed.text)).toHaveProperty('0.firstName', `Round ${round}`)
      expect(await read(taker, etag)).toEqual(changed)
      for (const server of [taker, other]) expect((await read(server, changed.etag)).status).toBe(304)
      ;({ etag } = changed)
    }
  },
)
