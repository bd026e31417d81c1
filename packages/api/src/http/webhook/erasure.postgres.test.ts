import { letTimePass } from '@roster/db/testing'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { tablesHolding } from '../../../testing/database-scan.ts'
import { startWebhookServer, type WebhookServer } from '../../../testing/webhook-server.ts'

const withId = z.object({ id: z.string() })

const planted = { first: 'Plantedfirst', last: 'Plantedlast', email: 'planted@personal.test', picture: 'planted.png' }
const kept = 'Keptname'

async function hire(server: WebhookServer, name: { first: string; last: string; email: string }, slugs: string[]) {
  const user = withId.parse(
    await server.change('POST', '/users', {
      email_address: [name.email],
      first_name: name.first,
      last_name: name.last,
    }),
  )
  // A membership that arrives before its user would cause one more read of the user.
  await server.clerk.settled()
  for (const slug of slugs)
    await server.change('POST', `/organizations/${slug}/memberships`, { user_id: user.id, role: 'org:member' })
  await server.clerk.settled()
  return user.id
}

/** A server with acme and globex in its mirror, and a member of both with data in every column that may hold any. */
async function startWithPlanted() {
  const server = await startWebhookServer()
  const globex = server.token('alice@acme.test', 'globex')
  await server.list()
  await server.list(globex)
  const id = await hire(server, planted, ['acme', 'globex'])
  const data = await server.change('GET', `/users/${id}`)
  const image_url = `https://img.example.test/${planted.picture}`
  const withPicture = Object.assign({}, data, { has_image: true, image_url, updated_at: Date.now() + 1 })
  await server.send({ type: 'user.updated', object: 'event', data: withPicture })
  await hire(server, { first: kept, last: kept, email: 'kept@personal.test' }, ['acme'])

  const resolve = (ids: string[], token?: string) => server.query('users.resolve', { ids }, token)
  expect(await resolve([id])).toEqual([
    { id, name: `${planted.first} ${planted.last}`, profilePictureUrl: image_url, status: 'active' },
  ])
  return { ...server, id, globex, resolve }
}

async function expectNothingPersonal({ db }: WebhookServer) {
  // Shows that the search finds data that is there.
  expect(await tablesHolding(db, kept)).toEqual(['roster.app_user'])
  for (const text of Object.values(planted)) expect(await tablesHolding(db, text)).toEqual([])
}

test('of a deleted user only the id is stored, and it can still be resolved', async () => {
  await using it = await startWithPlanted()
  await it.change('DELETE', `/users/${it.id}`)
  await it.clerk.settled()

  expect((await it.list()).map(({ id }) => id)).not.toContain(it.id)
  const left = { id: it.id, name: null, profilePictureUrl: null, status: 'deleted' }
  expect(await it.resolve([it.id])).toEqual([left])
  expect(await it.resolve([it.id], it.globex)).toEqual([left])
  await expectNothingPersonal(it)
})

test('people who never were members of the caller’s organization are not resolved', async () => {
  await using it = await startWithPlanted()
  const initech = it.token('alice@acme.test', 'initech')
  await it.list(initech)
  expect(await it.resolve([it.id], initech)).toEqual([])
  await it.change('DELETE', `/users/${it.id}`)
  await it.clerk.settled()
  expect(await it.resolve([it.id], initech)).toEqual([])
})

test('if the webhook of a deletion is lost, the user is erased after the last membership has ended', async () => {
  await using it = await startWithPlanted()
  const ended = z
    .object({ data: z.array(z.unknown()) })
    .parse(await it.change('GET', `/users/${it.id}/organization_memberships`))
  it.clerk.setFaults({ webhookDropChance: 1 })
  await it.change('DELETE', `/users/${it.id}`)
  expect(ended.data).toHaveLength(2)
  for (const data of ended.data) await it.send({ type: 'organizationMembership.deleted', object: 'event', data })

  // The fence delays the read of rows that were just written.
  await letTimePass(it.db, 11)
  const nothing = { id: it.id, name: null, profilePictureUrl: null, status: 'deleted' }
  await expect.poll(() => it.resolve([it.id]), { timeout: 25_000, interval: 250 }).toEqual([nothing])
  await expectNothingPersonal(it)
})
