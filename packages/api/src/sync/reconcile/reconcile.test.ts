import { startLocalClerk } from '@roster/clerk-local'
import { createMirror, loadUsers, verifiedOrganizationId, type Db, type MirrorStore } from '@roster/db'
import { testDb } from '@roster/db/testing'
import { afterAll, expect, test } from 'vitest'
import { stubbedMirror } from '../../../testing/stubbed-mirror.ts'
import { createBackendSdk } from '../../clerk/backend-sdk.ts'
import { createClerkReader } from '../../clerk/create-clerk-reader.ts'
import { reconcileOrganization } from './reconcile.ts'
import type { SyncDeps } from '../sync-deps.ts'

// Two pages of users and two of memberships; no webhook is delivered.
const local = await startLocalClerk({ port: 0, organizations: { acme: 1, globex: 1, initech: 600 } })
afterAll(() => local.close())
const sdk = createBackendSdk({ ...local, authorizedParties: [] })
const orgId = verifiedOrganizationId((await sdk.organizations.getOrganization({ slug: 'initech' })).id)

function depsOf(store: MirrorStore, more: Partial<SyncDeps> = {}): SyncDeps {
  const reader = createClerkReader(local)
  return { store, reader, callsPerWindow: 1_000_000, sleep: async () => {}, log: () => {}, ...more }
}

/** The mirror as seen by a process whose clock is ahead by this interval. */
const later = (db: Db, interval: string) =>
  createMirror(db.background, { now: `(clock_timestamp() + interval '${interval}')`, fence: 10_000_000 })

test('a killed reconcile confirms nothing, and the next one reads and lists everything', async () => {
  await using db = await testDb()
  const store = createMirror(db.background)
  // Like `kill -9` after its last page: it changes nothing from then on.
  const fail = () => Promise.reject(new Error('killed'))
  const dying = depsOf({ ...store, unseenMembers: fail, endLease: fail })
  await expect(reconcileOrganization(dying, orgId)).rejects.toThrow('killed')
  expect(await store.readSync(orgId)).toMatchObject({ synced: false, confirmedAt: null })
  expect(await reconcileOrganization(depsOf(store), orgId)).toMatchObject({ outcome: 'busy' })

  const result = await reconcileOrganization(depsOf(later(db, '31 s')), orgId)
  expect(result).toMatchObject({ outcome: 'completed', calls: 5, users: 600, memberships: 600 })
  const { totalCount } = await sdk.users.getUserList({ organizationId: [orgId] })
  expect((await loadUsers(db, orgId)).rows).toHaveLength(totalCount)
})

test('a long reconcile reports its progress to its caller with each page, and to the log every 5 s', async () => {
  await using db = await testDb()
  const store = createMirror(db.background)
  // Each call takes three seconds.
  let calls = 0
  const takeCall: MirrorStore['takeCall'] = async (...args) => {
    const grant = await store.takeCall(...args)
    return { ...grant, at: grant.at + 3_000_000 * calls++ }
  }
  const told: number[] = []
  const logged: unknown[] = []
  const onProgress = ({ users, memberships }: { users: number; memberships: number }) => told.push(users + memberships)
  const log: SyncDeps['log'] = (level, message, facts) =>
    logged.push([level, message, facts['users'], facts['memberships']])
  await reconcileOrganization(depsOf({ ...store, takeCall }, { log }), orgId, { onProgress })
  expect(told).toEqual([500, 600, 1_100, 1_200])
  const line = (users: number, memberships: number) => ['info', 'Reading an organization.', users, memberships]
  expect(logged.slice(0, -1)).toEqual([line(600, 0), line(600, 600)])
})

test.each([
  ['cursor', '/v1/users', (page: unknown[]) => page],
  ['offset', '/v1/organizations/org_same/memberships', (page: unknown[]) => ({ data: page })],
])('a reconcile whose list ignores the %s ends, and what it read stays', async (_what, path, body) => {
  await using it = await stubbedMirror(4)
  it.put('org_same', 9)
  const { users = [], memberships = [] } = it.clerk.organizations.get('org_same') ?? {}
  const page = (path === '/v1/users' ? users : memberships).slice(0, 4)
  it.clerk.answer = (asked) => (asked === path ? Response.json(body(page)) : undefined)
  const stop = new AbortController()
  const onProgress = ({ calls }: { calls: number }) => {
    if (calls > 100) stop.abort()
  }
  const reconciled = await it.reconcile('org_same', { signal: stop.signal, onProgress })
  expect(reconciled).toMatchObject({ outcome: 'not-understood', reason: 'the same page twice' })
  it.clerk.answer = () => undefined
  await it.advance(31)
  expect(await it.reconcile('org_same')).toMatchObject({ outcome: 'completed' })
  expect(await it.listed('org_same')).toHaveLength(9)
})

test.each([
  ['no member of three', { data: [], total_count: 3 }],
  ['no member of “3”', { data: [], total_count: '3' }],
  ['no member and no total', { data: [] }],
  ['no member and no understood total', { data: [], total_count: -1 }],
  ['errors beside an empty list', { errors: [{ code: 'internal_error', message: '' }], data: [], total_count: 0 }],
  ['errors alone', { errors: [{ code: 'internal_error', message: '' }] }],
  ['null', { data: null, total_count: 0 }],
])('a list of members that answers %s with status 200 ends no membership', async (_what, body) => {
  await using it = await stubbedMirror()
  it.put('org_void', 3)
  await it.reconcile('org_void')
  await it.advance(600)
  it.clerk.answer = (path) => (path.endsWith('/memberships') ? Response.json(body) : undefined)
  expect((await it.reconcile('org_void')).outcome).toMatch(/^(not-understood|unavailable)$/)
  expect(await it.listed('org_void')).toHaveLength(3)

  it.clerk.answer = () => undefined
  await it.advance(600)
  it.clerk.organizations.get('org_void')?.memberships.splice(0)
  expect(await it.reconcile('org_void')).toMatchObject({ outcome: 'completed' })
  expect(await it.listed('org_void')).toEqual([])
})
