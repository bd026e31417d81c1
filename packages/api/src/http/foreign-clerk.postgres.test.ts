import { testDatabase } from '@roster/db/testing'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { startWebhookServer, type WebhookServer } from '../../testing/webhook-server.ts'

const hired = z.object({ id: z.string() })

/** Another server on the same database, with the keys of this Clerk except for those in `more`. */
async function startOn(url: string, first: WebhookServer, more: { secretKey?: string } = {}) {
  const { secretKey, publishableKey, jwtKey, apiUrl, webhookSigningSecret } = first.clerk
  return startWebhookServer({
    url,
    clerk: { secretKey, publishableKey, jwtKey, apiUrl, webhookSigningSecrets: [webhookSigningSecret], ...more },
  })
}

test('a foreign secret key leaves the mirror unchanged and foreign events refused; the right key works', async () => {
  const database = await testDatabase()
  if (!database) throw new Error('This test needs PostgreSQL: DATABASE_URL is not set.')
  await using first = await startWebhookServer({ url: database.url })
  onTestFinished(() => database.drop())
  const foreign = await first.clerk.otherInstance()
  const bearer = { headers: { authorization: `Bearer ${first.token()}` } }
  const before = await first.list()
  const key = await first.mutate('apiKeys.create', { name: 'script', expiresInDays: null })
  const { secret } = z.object({ secret: z.string() }).parse(key)
  const { id: newcomer } = hired.parse(await first.change('POST', '/users', { email_address: ['new@acme.test'] }))
  await first.clerk.settled()
  first.clerk.sendWebhooksTo(undefined)

  await using wrong = await startOn(database.url, first, {
    secretKey: foreign.secretKey,
  })
  await expect.poll(() => wrong.logged().join('\n')).toMatch(/^error CLERK_SECRET_KEY is of another Clerk instance/m)
  expect(await wrong.list(first.token())).toEqual(before)
  expect((await wrong.get('/api/v1/entities/users?consistency=strong', bearer)).status).toBe(503)
  const withKey = { headers: { authorization: `Bearer ${secret}` } }
  expect((await wrong.get('/api/v1/entities/users', withKey)).status).toBe(503)
  await expect(wrong.query('apiKeys.list', undefined, first.token())).rejects.toThrow(z.ZodError)

  const event = { type: 'user.deleted', object: 'event', data: { id: before[0]?.id, object: 'user', deleted: true } }
  const [body, ours] = [
    { ...event, instance_id: foreign.instanceId },
    { ...event, data: { ...event.data, id: newcomer } },
  ]
  const text = JSON.stringify(body)
  expect((await wrong.send(text, wrong.sign(text, { secret: first.clerk.webhookSigningSecret }))).status).toBe(400)
  expect(wrong.logged().filter((line) => /webhook of another Clerk instance/.test(line))).toHaveLength(1)
  const own = JSON.stringify(ours)
  expect((await wrong.send(own, wrong.sign(own, { secret: first.clerk.webhookSigningSecret }))).status).toBe(204)
  expect(await wrong.list(first.token())).toEqual(before)

  await using right = await startOn(database.url, first)
  expect((await right.get('/api/v1/entities/users?consistency=strong', bearer)).status).toBe(200)
  expect(await right.list(first.token())).toEqual(before)
  expect((await right.get('/api/v1/entities/users', withKey)).status).toBe(200)
})
