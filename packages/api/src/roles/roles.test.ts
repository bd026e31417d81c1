import { describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { backendOf } from '../../testing/rest-callers.ts'
import { membersPath, startTestServer, usersPath, type TestServer } from '../../testing/test-server.ts'

const ALICE = 'alice@acme.test'
const BOB = 'bob@acme.test'
const answered = z.object({ result: z.object({ data: z.unknown() }) })
const members = z.array(z.object({ userId: z.string(), role: z.string(), status: z.string() }))
const roleNames = z.array(z.object({ key: z.string(), name: z.string() }))

const role = (key: string, name: string, permissions: string[] = []) => ({ key, name, description: '', permissions })
const bearer = (server: TestServer, email: string) => ({ authorization: `Bearer ${server.token(email)}` })
const ask = (server: TestServer, email: string, path: string) => server.get(path, { headers: bearer(server, email) })
const call = async (server: TestServer, email: string, name: string): Promise<unknown> =>
  answered.parse(await (await ask(server, email, `/api/trpc/${name}`)).json()).result.data
const statusOf = async (server: TestServer, email: string, path: string) => (await ask(server, email, path)).status

/** Gives a member of acme another role, and waits until the mirror knows it. */
async function give(server: TestServer, email: string, key: string): Promise<string> {
  const backend = backendOf(server)
  const [user] = (await backend.users.getUserList({ emailAddress: [email] })).data
  const { id: organizationId } = await backend.organizations.getOrganization({ slug: 'acme' })
  const userId = user?.id ?? ''
  await backend.organizations.updateOrganizationMembership({ organizationId, userId, role: key })
  await server.clerk.settled()
  return userId
}

test('on an instance from before December 2023 admin manages keys and basic_member does not', async () => {
  await using server = await startTestServer()
  await ask(server, ALICE, usersPath)
  server.clerk.setRoles([role('admin', 'Admin'), role('basic_member', 'Member')])
  const alice = await give(server, ALICE, 'admin')
  const bob = await give(server, BOB, 'basic_member')
  expect(await statusOf(server, ALICE, '/api/trpc/apiKeys.list')).toBe(200)
  expect(await statusOf(server, BOB, '/api/trpc/apiKeys.list')).toBe(403)
  const listed = members.parse(await call(server, BOB, 'members.list'))
  expect(listed).toContainEqual({ userId: alice, role: 'admin', status: 'active' })
  expect(listed).toContainEqual({ userId: bob, role: 'basic_member', status: 'active' })
})

describe('with custom roles and permissions', () => {
  const roles = [
    role('org:owner', 'Owner', ['org:team:read', 'org:team:manage', 'org:leads:read']),
    role('org:guest', 'Guest', ['org:leads:read']),
  ]

  test('adminRoles decides who manages keys, and then Clerk’s own admin does not', async () => {
    await using server = await startTestServer({ adminRoles: ['org:owner'] })
    expect(await statusOf(server, ALICE, '/api/trpc/apiKeys.list')).toBe(403)
    server.clerk.setRoles(roles)
    await give(server, ALICE, 'org:owner')
    await give(server, BOB, 'org:guest')
    expect(await statusOf(server, ALICE, '/api/trpc/apiKeys.list')).toBe(200)
    expect(await statusOf(server, BOB, '/api/trpc/apiKeys.list')).toBe(403)
  })

  test('a member without membersPermission is refused on every path, with a message that names the permission', async () => {
    await using server = await startTestServer({ membersPermission: 'org:team:read' })
    server.clerk.setRoles(roles)
    await give(server, ALICE, 'org:owner')
    await give(server, BOB, 'org:guest')
    const faces = [
      usersPath,
      membersPath,
      ...['users.list', 'users.revision', 'members.list', 'members.roles', 'users.list,members.list?batch=1'].map(
        (name) => `/api/trpc/${name}`,
      ),
      `/api/trpc/users.resolve?input=${encodeURIComponent('{"ids":[]}')}`,
    ]
    for (const version of [1, 2] as const) {
      server.clerk.setFaults({ sessionTokenVersion: version })
      for (const face of faces) {
        expect([face, await statusOf(server, ALICE, face)]).toEqual([face, 200])
        const refused = await ask(server, BOB, face)
        expect([face, refused.status]).toEqual([face, 403])
        expect(await refused.text()).toContain('Your role lacks the permission org:team:read')
      }
    }
  })

  test('members.roles has the names of the roles, and a new name after Clerk’s event', async () => {
    await using server = await startTestServer()
    server.clerk.setRoles(roles)
    const names = async () => roleNames.parse(await call(server, ALICE, 'members.roles'))
    expect(await names()).toEqual([
      { key: 'org:owner', name: 'Owner' },
      { key: 'org:guest', name: 'Guest' },
    ])
    await names()
    expect(server.clerk.requests().byRoute['GET /v1/organization_roles']).toBe(1)
    server.clerk.setRoles([role('org:owner', 'Boss')])
    await server.clerk.settled()
    await vi.waitFor(async () => expect(await names()).toEqual([{ key: 'org:owner', name: 'Boss' }]))
  })
})

test('a deprovisioned administrator is refused at once, and listed as deprovisioned', async () => {
  await using server = await startTestServer()
  await ask(server, BOB, usersPath)
  const userId = await give(server, ALICE, 'org:admin')
  const authorization = `Bearer ${server.token(ALICE)}`
  server.clerk.setDeprovisioned(userId, true)
  await server.clerk.settled()
  const refused = await server.get('/api/trpc/apiKeys.list', { headers: { authorization } })
  expect(refused.status).toBe(401)
  const listed = members.parse(await call(server, BOB, 'members.list'))
  expect(listed).toContainEqual({ userId, role: 'org:admin', status: 'deprovisioned' })
})
