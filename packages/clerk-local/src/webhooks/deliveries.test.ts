import { verifyWebhook } from '@clerk/backend/webhooks'
import { expect, test } from 'vitest'
import { type Received, startForTest, webhookReceiver } from '../../testing/index.ts'

const requestOf = ({ headers, body }: Received) => new Request('http://app.test', { method: 'POST', headers, body })

test('each write sends Clerk’s webhook, and verifyWebhook accepts it', async () => {
  await using app = await webhookReceiver()
  await using clerk = await startForTest({ webhookUrl: app.url })
  const { local, sdk } = clerk
  const user = await sdk.users.createUser({ emailAddress: ['new@acme.test'], firstName: 'New' })
  await local.settled()
  const acme = await sdk.organizations.getOrganization({ slug: 'acme' })
  await sdk.organizations.createOrganizationMembership({ organizationId: acme.id, userId: user.id, role: 'org:member' })
  await local.settled()
  await sdk.users.deleteUser(user.id)
  await local.settled()
  expect(app.types().slice(0, 2)).toEqual(['user.created', 'organizationMembership.created'])
  expect(app.types().slice(2).sort()).toEqual(['organizationMembership.deleted', 'user.deleted'])
  for (const message of app.received) {
    await expect(
      verifyWebhook(requestOf(message), { signingSecret: local.webhookSigningSecret }),
    ).resolves.toHaveProperty('type')
  }
})

test('a refused webhook is sent again with the same id and a new signature', async () => {
  await using app = await webhookReceiver(503, 500)
  await using clerk = await startForTest({ webhookUrl: app.url })
  const { local, sdk } = clerk
  await sdk.users.createUser({ emailAddress: ['retry@acme.test'] })
  await local.settled()
  expect(app.received).toHaveLength(3)
  expect(new Set(app.received.map(({ headers }) => headers['svix-id'])).size).toBe(1)
})

test('a dropped webhook never arrives, and a duplicated one arrives twice with one id', async () => {
  await using app = await webhookReceiver()
  await using clerk = await startForTest({ webhookUrl: app.url })
  const { local, sdk } = clerk
  local.setFaults({ webhookDropChance: 1 })
  await sdk.users.createUser({ emailAddress: ['dropped@acme.test'] })
  local.setFaults({ webhookDropChance: 0, webhookDuplicateChance: 1 })
  await sdk.users.createUser({ emailAddress: ['twice@acme.test'] })
  await local.settled()
  expect(app.received).toHaveLength(2)
  expect(new Set(app.received.map(({ body }) => body)).size).toBe(1)
  expect(app.received[0]?.body).toContain('twice@acme.test')
})

test('reordered webhooks all arrive in another order', async () => {
  await using app = await webhookReceiver()
  await using clerk = await startForTest({ webhookUrl: app.url })
  const { local, sdk } = clerk
  local.setFaults({ webhookReorder: true, seed: 3 })
  const sent: string[] = []
  for (const n of [1, 2, 3, 4, 5]) sent.push((await sdk.users.createUser({ emailAddress: [`n${n}@acme.test`] })).id)
  await local.settled()
  const arrived = app.received.map(({ body }) => sent.findIndex((id) => body.includes(id)))
  expect([...arrived].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4])
  expect(arrived).not.toEqual([0, 1, 2, 3, 4])
})
