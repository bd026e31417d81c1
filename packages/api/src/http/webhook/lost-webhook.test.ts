import { letTimePass } from '@roster/db/testing'
import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
import { tablesHolding } from '../../../testing/database-scan.ts'
import { startWebhookServer } from '../../../testing/webhook-server.ts'

const withId = z.object({ id: z.string() })
const server = await startWebhookServer()
afterAll(() => server[Symbol.asyncDispose]())

// The fence: within 10 s of a row's change a contradicting read is repeated before it is applied.
const FENCE_SECONDS = 11
const patience = { timeout: 25_000, interval: 100 }

async function hire(email: string) {
  const { id } = withId.parse(await server.change('POST', '/users', { email_address: [email], first_name: 'Hired' }))
  await server.change('POST', '/organizations/acme/memberships', { user_id: id, role: 'org:member' })
  await server.clerk.settled()
  return id
}

/** One reconcile that starts now. */
const reconcile = () =>
  server.get('/api/v1/entities/users?consistency=strong', { headers: { authorization: `Bearer ${server.token()}` } })

test('a removed member’s live token is refused after the webhook', async () => {
  await server.list()
  const id = await hire('removed@acme.test')
  const token = server.token('removed@acme.test')
  expect(await server.status(token)).toBe(200)
  await server.change('DELETE', `/organizations/acme/memberships/${id}`)
  await server.clerk.settled()
  expect(await server.status(token)).toBe(401)
})

test('a removed member’s live token is refused after one reconcile if the webhook is lost', async () => {
  await server.list()
  const id = await hire('unheard@acme.test')
  const token = server.token('unheard@acme.test')
  server.clerk.setFaults({ webhookDropChance: 1 })
  await server.change('DELETE', `/organizations/acme/memberships/${id}`)
  server.clerk.setFaults({ webhookDropChance: 0 })
  expect(await server.status(token)).toBe(200)

  await letTimePass(server.db, FENCE_SECONDS)
  expect((await reconcile()).status).toBe(200)
  await expect.poll(() => server.status(token), patience).toBe(401)
  expect((await server.list()).map((user) => user.id)).not.toContain(id)
})

test('a verified event that is not understood becomes a dead letter without content, and its row is read from Clerk', async () => {
  const id = await hire('misread@acme.test')
  server.clerk.setFaults({ webhookDropChance: 1 })
  const data = await server.change('PATCH', `/users/${id}`, { first_name: 'Reread' })
  server.clerk.setFaults({ webhookDropChance: 0 })
  const event = {
    type: 'user.updated',
    object: 'event',
    data: Object.assign({}, data, { first_name: 'Plantedletter', email_addresses: 'planted@letter.test' }),
  }
  expect((await server.send(event)).status).toBe(204)
  await letTimePass(server.db, FENCE_SECONDS)
  const nameOf = async () => (await server.list()).find((user) => user.id === id)?.firstName
  await expect.poll(nameOf, patience).toBe('Reread')

  const { db } = server
  const { rows } = await db.pool.query('SELECT event_type, user_id, org_id, schema_path FROM roster.dead_letter')
  expect(rows).toEqual([
    { event_type: 'user.updated', user_id: id, org_id: null, schema_path: 'email_addresses invalid_type' },
  ])
  for (const text of ['Plantedletter', 'planted@letter.test']) expect(await tablesHolding(db, text)).toEqual([])
})
