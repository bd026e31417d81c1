import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Lease, MirrorStore, ScanPage } from './mirror-store.ts'
import { createMirror } from './mirror.ts'
import type { Db } from './open-db.ts'
import { testDb } from '../testing/index.ts'

const ORG = 'org_scanned'

let db: Db & AsyncDisposable
let mirror: MirrorStore
let lease: Lease
beforeAll(async () => {
  db = await testDb()
  mirror = createMirror(db.background)
})
afterAll(() => db[Symbol.asyncDispose]())
beforeEach(async () => {
  await db.pool.query('TRUNCATE organization, membership, app_user, scan_page')
  lease = await leased(ORG)
})

async function leased(orgId: string, store = mirror): Promise<Lease> {
  const lease = await store.leaseOrganization(orgId)
  if (!lease) throw new Error(`${orgId} is leased by another`)
  return lease
}

const later = (interval: string) =>
  createMirror(db.background, { now: `(clock_timestamp() + interval '${interval}')`, fence: 0 })
const page = (list: ScanPage['list'], userIds: string[], next: string | null): ScanPage => ({ list, userIds, next })
const memberships = (...userIds: string[]) =>
  userIds.map((userId) => ({ orgId: ORG, userId, membershipId: userId, role: 'r', createdMs: 1, updatedMs: 1 }))

test('a scan is where its last pages left it, and began when its first run did', async () => {
  expect(await mirror.openScan(lease, 'go-on')).toEqual({ startedAt: lease.startedAt, users: null, memberships: null })
  await mirror.keepPage(lease, page('users', ['user_a', 'user_b'], 'user_b'))
  await mirror.keepPage(lease, page('users', ['user_c'], null))
  await mirror.keepPage(lease, page('memberships', ['user_a', 'user_b'], '1'))
  const store = later('31 seconds')
  expect(await store.openScan(await leased(ORG, store), 'go-on')).toEqual({
    startedAt: lease.startedAt,
    users: { list: 'users', next: null, last: 'user_c', read: 3, startedAt: lease.startedAt },
    memberships: { list: 'memberships', next: '1', last: 'user_b', read: 2, startedAt: lease.startedAt },
  })
})

test('who lost the lease keeps no more pages', async () => {
  const store = later('31 seconds')
  expect(await store.keepPage(lease, page('users', ['user_a'], null))).toBe(false)
  await leased(ORG, store)
  expect(await mirror.keepPage(lease, page('users', ['user_a'], null))).toBe(false)
  expect(await mirror.openScan(lease, 'go-on')).toMatchObject({ users: null })
})

test.each([
  { name: 'is asked for anew', how: 'anew', store: () => mirror },
  { name: 'began over an hour ago', how: 'go-on', store: () => later('61 minutes') },
] as const)('a scan that $name has no pages any more', async ({ how, store }) => {
  await mirror.keepPage(lease, page('users', ['user_a'], null))
  expect(await store().openScan(lease, how)).toMatchObject({ users: null, memberships: null })
  expect(await mirror.openScan(lease, 'go-on')).toMatchObject({ users: null, memberships: null })
})

test('a scan outlives a lease that was given up, and ends with one that completed', async () => {
  const other = await leased('org_other')
  await mirror.keepPage(other, page('users', ['user_a'], null))
  await mirror.keepPage(lease, page('users', ['user_a'], null))
  await mirror.endLease(lease, 'given-up')
  const store = later('6 seconds')
  const second = await leased(ORG, store)
  expect(await store.openScan(second, 'go-on')).toMatchObject({ users: { read: 1 } })

  await mirror.endLease(lease, 'completed')
  expect(await store.openScan(second, 'go-on')).toMatchObject({ users: { read: 1 } })
  await store.endLease(second, 'completed')
  expect(await store.openScan(second, 'go-on')).toMatchObject({ users: null })
  expect(await mirror.openScan(other, 'go-on')).toMatchObject({ users: { read: 1 } })
})

test('one list is dropped without the other', async () => {
  await mirror.keepPage(lease, page('users', ['user_a'], null))
  await mirror.keepPage(lease, page('memberships', ['user_a'], '0'))
  await mirror.dropPages(ORG, 'memberships')
  expect(await mirror.openScan(lease, 'go-on')).toMatchObject({ users: { read: 1 }, memberships: null })
  expect(await mirror.sawMember(ORG, 'user_a')).toBe(false)
})

test('unseen is who has a live membership or was among the users, but was on no page of memberships', async () => {
  await mirror.applyMemberships(memberships('user_live', 'user_seen', 'user_gone'), { kind: 'webhook' })
  for (const gone of memberships('user_gone')) await mirror.applyMembershipDeleted(gone)
  await mirror.keepPage(lease, page('users', ['user_seen', 'user_only', 'user_late'], 'user_late'))
  await mirror.keepPage(lease, page('memberships', ['user_seen', 'user_new'], '1'))
  await mirror.keepPage(await leased('org_other'), page('memberships', ['user_live'], '0'))
  expect(await mirror.unseenMembers(ORG, '', 10)).toEqual(['user_late', 'user_live', 'user_only'])
  expect(await mirror.unseenMembers(ORG, '', 2)).toEqual(['user_late', 'user_live'])
  expect(await mirror.unseenMembers(ORG, 'user_live', 2)).toEqual(['user_only'])
  expect(await mirror.sawMember(ORG, 'user_new')).toBe(true)
  expect(await mirror.sawMember(ORG, 'user_only')).toBe(false)
})

test('after a restore from a backup no scan is gone on with, and the sweep takes one that nobody came back for', async () => {
  await mirror.keepPage(lease, page('users', ['user_a'], null))
  await later('23 hours').sweep()
  expect(await mirror.openScan(lease, 'go-on')).toMatchObject({ users: { read: 1 } })
  await later('25 hours').sweep()
  expect(await mirror.openScan(lease, 'go-on')).toMatchObject({ users: null })
  await mirror.keepPage(lease, page('users', ['user_a'], null))
  await mirror.forgetSync()
  expect(await mirror.openScan(lease, 'go-on')).toMatchObject({ users: null })
})
