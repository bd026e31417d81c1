import { z } from 'zod'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startWebhookServer } from '../../../testing/webhook-server.ts'

const server = await startWebhookServer()
afterAll(() => server[Symbol.asyncDispose]())

const withId = z.object({ id: z.string() })
let acme: string
const ids = async (token?: string) => (await server.list(token)).map(({ id }) => id)

beforeAll(async () => {
  acme = withId.parse(await server.change('GET', '/organizations/acme')).id
  await server.list()
})

async function hire(email: string, organization = acme): Promise<string> {
  const { id } = withId.parse(await server.change('POST', '/users', { email_address: [email], first_name: 'Newly' }))
  await server.change('POST', `/organizations/${organization}/memberships`, { user_id: id, role: 'org:member' })
  await server.clerk.settled()
  return id
}

test('deliveries are acknowledged without a call to Clerk', async () => {
  const [alice, ...others] = await server.list()
  const data = await server.change('GET', `/users/${alice?.id}`)
  const renamed = Object.assign({}, data, { first_name: 'Alone', updated_at: Date.now() })
  const gone = others.at(-1)?.id
  // Nothing else calls Clerk now: no row is due, and every known organization was just reconciled.
  const before = server.clerk.requests()
  for (const event of [
    { type: 'user.updated', object: 'event', data: renamed },
    { type: 'user.deleted', object: 'event', data: { id: gone, object: 'user', deleted: true } },
  ])
    expect((await server.send(event)).status).toBe(204)
  const list = await server.list()
  expect(list[0]?.firstName).toBe('Alone')
  expect(list.map(({ id }) => id)).not.toContain(gone)
  expect(server.clerk.requests()).toEqual(before)
})

test('user.created and organizationMembership.created add a user to the list of that organization alone', async () => {
  const globex = server.token('alice@acme.test', 'globex')
  const others = await server.list(globex)
  const id = await hire('first@acme.test')
  expect(await server.list()).toContainEqual(
    expect.objectContaining({ id, firstName: 'Newly', email: 'first@acme.test' }),
  )
  expect(await server.list(globex)).toEqual(others)
})

test('user.updated renames a user in every organization', async () => {
  const [alice] = await server.list()
  await server.change('PATCH', `/users/${alice?.id}`, { first_name: 'Alicia' })
  await server.clerk.settled()
  for (const organization of ['acme', 'globex', 'initech']) {
    const list = await server.list(server.token('alice@acme.test', organization))
    expect(list.find(({ id }) => id === alice?.id)?.firstName).toBe('Alicia')
  }
})

test('organizationMembership.updated leaves the bytes of the users list unchanged', async () => {
  const id = await hire('second@acme.test')
  const before = await server.etag()
  await server.change('PATCH', `/organizations/${acme}/memberships/${id}`, { role: 'org:admin' })
  await server.clerk.settled()
  expect(await server.etag()).toBe(before)
})

test('organizationMembership.deleted ends access with a live token', async () => {
  const id = await hire('third@acme.test')
  const token = server.token('third@acme.test')
  expect(await server.status(token)).toBe(200)
  await server.change('DELETE', `/organizations/${acme}/memberships/${id}`)
  await server.clerk.settled()
  expect(await server.status(token)).toBe(401)
  expect(await ids()).not.toContain(id)
})

test('a member who joins again is listed and admitted again', async () => {
  const id = await hire('fourth@acme.test')
  await server.change('DELETE', `/organizations/${acme}/memberships/${id}`)
  await server.change('POST', `/organizations/${acme}/memberships`, { user_id: id, role: 'org:member' })
  await server.clerk.settled()
  expect(await ids()).toContain(id)
  expect(await server.status(server.token('fourth@acme.test'))).toBe(200)
})

test('user.deleted removes a user from every list and ends their token', async () => {
  const id = await hire('fifth@acme.test')
  const token = server.token('fifth@acme.test')
  await server.change('DELETE', `/users/${id}`)
  await server.clerk.settled()
  expect(await ids()).not.toContain(id)
  expect(await server.status(token)).toBe(401)
})

test('a banned user stays in the list and is refused', async () => {
  const id = await hire('sixth@acme.test')
  const token = server.token('sixth@acme.test')
  await server.change('POST', `/users/${id}/ban`)
  await server.clerk.settled()
  expect(await ids()).toContain(id)
  expect(await server.status(token)).toBe(401)
})

test('organization.created, .updated and .deleted: a new list, the same list, and no list', async () => {
  const [alice] = await server.list()
  const made = withId.parse(await server.change('POST', '/organizations', { name: 'Hooli', created_by: alice?.id }))
  await server.clerk.settled()
  const token = server.token('alice@acme.test', 'hooli')
  expect(await ids(token)).toEqual([alice?.id])

  const before = await server.etag(token)
  await server.change('PATCH', `/organizations/${made.id}`, { name: 'Hooli XYZ' })
  await server.clerk.settled()
  expect(await server.etag(token)).toBe(before)

  await server.change('DELETE', `/organizations/${made.id}`)
  await server.clerk.settled()
  expect(await server.status(token)).toBe(401)
})

test.each(['revoked', 'removed', 'ended'])('session.%s ends the token of that session alone', async (how) => {
  const email = `session-${how}@acme.test`
  const id = await hire(email)
  const token = server.token(email)
  expect(await server.status(token)).toBe(200)
  const [session] = z.array(withId).parse(await server.change('GET', `/sessions?user_id=${id}`))
  const response = await server.send({
    type: `session.${how}`,
    object: 'event',
    data: { ...session, object: 'session', user_id: id },
  })
  expect(response.status).toBe(204)
  expect(await server.status(token)).toBe(401)
  expect(await server.status()).toBe(200)
})

test('a repeated delivery changes nothing', async () => {
  const [alice] = await server.list()
  const data = await server.change('GET', `/users/${alice?.id}`)
  const event = {
    type: 'user.updated',
    object: 'event',
    data: Object.assign({}, data, { last_name: 'Twice', updated_at: Date.now() }),
  }
  const body = JSON.stringify(event)
  const headers = server.sign(body)
  expect((await server.send(body, headers)).status).toBe(204)
  const once = await server.etag()
  expect((await server.send(body, headers)).status).toBe(204)
  expect(await server.etag()).toBe(once)
})
