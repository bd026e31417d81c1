import { letTimePass } from '@roster/db/testing'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { startWebhookServer } from '../../testing/webhook-server.ts'

// Enough calls for several new organizations in a few seconds.
const server = await startWebhookServer({ clerk: { callsPerWindow: 1_000 } })
afterAll(() => server[Symbol.asyncDispose]())
afterEach(() => server.clerk.setFaults(none))

const withId = z.object({ id: z.string() })
const none = { webhookDropChance: 0, apiAnswers: [], oddRecords: [] }
const notFound = { errors: [{ code: 'resource_not_found', message: 'not found' }] }
const everythingIsMissing = { apiAnswers: [{ path: '**', status: 404, body: notFound }] }
const patience = { timeout: 20_000, interval: 100 }
const strong = async (token = server.token()) => {
  const headers = { authorization: `Bearer ${token}` }
  return (await server.get('/api/v1/entities/users?consistency=strong', { headers })).status
}
const pass = (seconds: number) => letTimePass(server.db, seconds)

let before: Awaited<ReturnType<typeof server.list>>
beforeAll(async () => {
  before = await server.list()
  // After this time the fence no longer delays reads.
  await pass(30)
})

test('while all of Clerk answers 404 for a minute no member is refused, and afterwards all are served', async () => {
  const newcomer = withId.parse(await server.change('POST', '/users', { email_address: ['new@acme.test'] }))
  server.clerk.setFaults({ webhookDropChance: 1 })
  await server.change('POST', '/organizations/acme/memberships', { user_id: newcomer.id, role: 'org:member' })
  server.clerk.setFaults(everythingIsMissing)
  const statuses = new Set<number>()
  // The whole takes less than a minute, on a slow machine too.
  for (const seconds of [0, 10, 10]) {
    await pass(seconds)
    for (const email of ['alice@acme.test', 'new@acme.test']) statuses.add(await server.status(server.token(email)))
    statuses.add(await strong())
  }
  expect(statuses).toEqual(new Set([200, 503]))
  expect(await server.list()).toEqual(before)

  server.clerk.setFaults(none)
  await server.change('DELETE', `/users/${newcomer.id}`)
  await pass(15)
  await expect.poll(() => strong(), patience).toBe(200)
  expect(await server.list()).toEqual(before)
})

test('after minutes of 404s the organization is served again without a webhook, a command or a restart', async () => {
  server.clerk.setFaults(everythingIsMissing)
  await strong()
  await pass(61)
  await expect.poll(() => server.status(), patience).not.toBe(200)
  server.clerk.setFaults(none)
  await pass(61)
  await expect.poll(() => server.status(), patience).toBe(200)
  expect(await server.list()).toEqual(before)
})

test('after a deletion that does not name its user, that user’s live token is refused', async () => {
  const { id: orgId } = withId.parse(await server.change('GET', '/organizations/acme'))
  const leaver = withId.parse(await server.change('POST', '/users', { email_address: ['leaver@acme.test'] }))
  const route = `/organizations/${orgId}/memberships`
  const joined: unknown = await server.change('POST', route, { user_id: leaver.id, role: 'org:member' })
  await server.clerk.settled()
  const token = server.token('leaver@acme.test')
  expect(await server.status(token)).toBe(200)
  server.clerk.setFaults({ webhookDropChance: 1 })
  await server.change('DELETE', `${route}/${leaver.id}`)
  server.clerk.setFaults(none)
  const data = Object.assign({}, joined, { public_user_data: null })
  expect((await server.send({ type: 'organizationMembership.deleted', object: 'event', data })).status).toBe(204)
  expect(await server.status(token)).toBe(401)
  expect(await server.list()).toEqual(before)
})

test.each([
  ['a user without updated_at', 'user', 'updated_at', null],
  ['a user with a very long picture', 'user', 'image_url', `https://img.example/${'x'.repeat(3000)}`],
  ['a user with a name of another type', 'user', 'first_name', { en: 'Ada' }],
  ['a membership without its user', 'membership', 'public_user_data', null],
])('%s does not keep the other members of a new organization off the list', async (what, kind, field, value) => {
  const [alice, victim, other] = before.map(({ id }) => id)
  const slug = what.replaceAll(/[^a-z]/g, '-')
  server.clerk.setFaults({ webhookDropChance: 1 })
  const made = withId.parse(await server.change('POST', '/organizations', { name: what, slug, created_by: alice }))
  const join = async (userId = '') =>
    withId.parse(
      await server.change('POST', `/organizations/${made.id}/memberships`, { user_id: userId, role: 'org:member' }),
    )
  const membership = await join(victim)
  await join(other)
  const record = kind === 'user' ? (victim ?? '') : membership.id
  server.clerk.setFaults({ oddRecords: [{ record, field, value, in: 'api' }] })
  const listed = (await server.list(server.token('alice@acme.test', slug))).map(({ id }) => id)
  expect(listed).toEqual(expect.arrayContaining([alice, other]))
})

test('a strong read is served at once if all stored times are two hours ahead after a clock was set back', async () => {
  await pass(-7_200)
  expect(await strong()).toBe(200)
  expect(await server.list()).toEqual(before)
  await pass(7_200)
})
