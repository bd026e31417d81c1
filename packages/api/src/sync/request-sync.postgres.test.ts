import { createMirror } from '@roster/db'
import { testDb } from '@roster/db/testing'
import { startLocalClerk } from '@roster/clerk-local'
import { expect, test, vi } from 'vitest'
import { createBackendSdk } from '../clerk/backend-sdk.ts'
import { createClerkReader } from '../clerk/create-clerk-reader.ts'
import type { ClerkReader } from '../clerk/clerk-reader.ts'
import { reconcileOrganization } from './reconcile/reconcile.ts'
import { createRequestSync } from './request-sync.ts'
import type { SyncDeps } from './sync-deps.ts'

/**
 * One organization of a local Clerk, mirrored some time ago, without webhooks. Time passes only by `advance`. `around`
 * may delay the reads of Clerk.
 */
async function start({ callsPerWindow = 1_000, around = (reader: ClerkReader) => reader } = {}) {
  const clerk = await startLocalClerk({ port: 0, organizations: { acme: 5, globex: 1, initech: 1 } })
  const sdk = createBackendSdk({ ...clerk, authorizedParties: [] })
  const db = await testDb()
  await db.pool.query('DROP TABLE IF EXISTS test_clock; CREATE TABLE test_clock AS SELECT interval $$0$$ AS ahead')
  const store = createMirror(db.pool, {
    now: '(clock_timestamp() + (SELECT ahead FROM test_clock))',
    fence: 10_000_000,
  })
  let nowMs = 0
  const sleepers = new Set<{ untilMs: number; wake(): void }>()
  const deps: SyncDeps = {
    store,
    reader: around(createClerkReader(clerk)),
    callsPerWindow,
    sleep: (ms) => new Promise((wake) => void sleepers.add({ untilMs: nowMs + ms, wake })),
    log: () => {},
  }
  async function advance(ms: number): Promise<void> {
    nowMs += ms
    await db.pool.query('UPDATE test_clock SET ahead = ahead + interval $$1 millisecond$$ * $1::float8', [ms])
    for (const sleeper of sleepers) {
      if (sleeper.untilMs > nowMs) continue
      sleepers.delete(sleeper)
      sleeper.wake()
    }
  }
  const { id: orgId } = await sdk.organizations.getOrganization({ slug: 'acme' })
  await reconcileOrganization({ ...deps, callsPerWindow: 1_000, reader: createClerkReader(clerk) }, orgId)
  await advance(60_000)
  const before = clerk.requests().byRoute['GET /v1/organizations/:id'] ?? 0
  return {
    sdk,
    store,
    orgId,
    advance,
    sync: createRequestSync(deps),
    /** The remaining waits in ms. */
    waits: () => [...sleepers].map(({ untilMs }) => untilMs - nowMs),
    reconciles: () => (clerk.requests().byRoute['GET /v1/organizations/:id'] ?? 0) - before,
    // No users and members to compare: these are the live members.
    members: () => store.unseenMembers(orgId, [], []),
    async [Symbol.asyncDispose]() {
      await clerk.close()
      await db[Symbol.asyncDispose]()
    },
  }
}

/** Returns an object with the current value of a promise. */
function watch<Value>(promise: Promise<Value>): { value: Value | 'pending' } {
  const state: { value: Value | 'pending' } = { value: 'pending' }
  void promise.then((value) => (state.value = value))
  return state
}

test('a strong read returns what Clerk changed before it, and all waiting callers share it', async () => {
  await using mirror = await start()
  const [gone = '', ...left] = await mirror.members()
  await mirror.sdk.organizations.deleteOrganizationMembership({ organizationId: mirror.orgId, userId: gone })
  const reads = await Promise.all(Array.from({ length: 20 }, () => mirror.sync.requestStrong(mirror.orgId)))
  expect(new Set(reads)).toEqual(new Set(['confirmed']))
  expect(await mirror.members()).toEqual(left)
  expect(mirror.reconciles()).toBe(1)
})

test('a strong read that arrives while another one runs waits for the next one, 2 s later', async () => {
  let open = () => {}
  const gate = new Promise<void>((resolve) => (open = resolve))
  let listed = 0
  const around = (reader: ClerkReader): ClerkReader => ({
    ...reader,
    async listMemberships(orgId, offset) {
      const page = await reader.listMemberships(orgId, offset)
      listed += 1
      await gate
      return page
    },
  })
  await using mirror = await start({ around })
  const [gone = ''] = await mirror.members()
  const first = watch(mirror.sync.requestStrong(mirror.orgId))
  await vi.waitFor(() => expect(listed).toBe(1))
  await mirror.sdk.organizations.deleteOrganizationMembership({ organizationId: mirror.orgId, userId: gone })
  const second = watch(mirror.sync.requestStrong(mirror.orgId))
  open()
  await vi.waitFor(() => expect(first.value).toBe('confirmed'))
  expect(await mirror.members()).toContain(gone)
  expect(second.value).toBe('pending')
  await vi.waitFor(async () => {
    await mirror.advance(250)
    expect(second.value).toBe('confirmed')
  })
  expect(await mirror.members()).not.toContain(gone)
  expect(mirror.reconciles()).toBe(2)
})

test('an organization is strongly read at most once in 2 s', async () => {
  await using mirror = await start()
  expect(await mirror.sync.requestStrong(mirror.orgId)).toBe('confirmed')
  const next = watch(mirror.sync.requestStrong(mirror.orgId))
  await vi.waitFor(() => expect(mirror.waits().filter((ms) => ms > 1_000 && ms <= 2_000)).toHaveLength(1))
  await mirror.advance(1_000)
  expect([next.value, mirror.reconciles()]).toEqual(['pending', 1])
  await vi.waitFor(async () => {
    await mirror.advance(250)
    expect(next.value).toBe('confirmed')
  })
  expect(mirror.reconciles()).toBe(2)
})

test('a row that was written less than 10 s before a strong read is corrected by a second read', async () => {
  await using mirror = await start()
  const [gone = ''] = await mirror.members()
  const { sdk, store, orgId } = mirror
  const { data } = await sdk.organizations.getOrganizationMembershipList({ organizationId: orgId, userId: [gone] })
  const known = { membershipId: data[0]?.id ?? '', createdMs: data[0]?.createdAt ?? 0, updatedMs: Date.now() }
  const again = { orgId, userId: gone, role: 'org:admin', ...known }
  await store.applyMemberships([again], { kind: 'webhook' })
  await sdk.organizations.deleteOrganizationMembership({ organizationId: orgId, userId: gone })
  const read = watch(mirror.sync.requestStrong(orgId))
  await vi.waitFor(() => expect(mirror.waits()).toContain(10_000))
  expect([read.value, (await mirror.members()).includes(gone)]).toEqual(['pending', true])
  await mirror.advance(10_000)
  await vi.waitFor(() => expect(read.value).toBe('confirmed'))
  expect(await mirror.members()).not.toContain(gone)
})

test('a strong read is rejected once its share of Clerk’s limit is used up', async () => {
  await using mirror = await start({ callsPerWindow: 10 })
  expect(await mirror.sync.requestStrong(mirror.orgId)).toBe('rate-limited')
})

test('a member of another organization who joined again is confirmed while strong reads use up their calls', async () => {
  await using mirror = await start({ callsPerWindow: 100 })
  const { id: globex } = await mirror.sdk.organizations.getOrganization({ slug: 'globex' })
  const { data } = await mirror.sdk.organizations.getOrganizationMembershipList({ organizationId: globex })
  const member = data[0]?.publicUserData?.userId ?? ''
  const reads = []
  while (reads.length < 4) {
    reads.push(await mirror.sync.requestStrong(mirror.orgId))
    await mirror.advance(2_000)
  }
  expect(reads).toContain('rate-limited')
  expect(await mirror.sync.confirmMembership(globex, member)).toBe('member')
})

test('a strong read waits at most 20 s for another process that holds the organization', async () => {
  await using mirror = await start()
  await mirror.store.leaseOrganization(mirror.orgId)
  const read = watch(mirror.sync.requestStrong(mirror.orgId))
  await vi.waitFor(() => expect(mirror.waits()).toContain(250))
  await mirror.advance(19_900)
  expect(read.value).toBe('pending')
  await mirror.advance(100)
  await vi.waitFor(() => expect(read.value).toBe('unavailable'))
})
