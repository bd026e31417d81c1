import { startLocalClerk } from '@roster/clerk-local'
import { createMirror, loadSnapshot, verifiedOrganizationId, type Db, type MirrorStore } from '@roster/db'
import { testDb } from '@roster/db/testing'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { createBackendSdk } from './backend-sdk.ts'
import { createClerkReader } from './client.ts'
import { reconcileOrganization } from './reconcile.ts'
import type { ReconcileOptions } from './reconcile-run.ts'
import { runResyncPass } from './resync.ts'
import type { SyncDeps } from './sync-deps.ts'

// Two pages of users and two of memberships; its webhooks go nowhere.
const local = await startLocalClerk({ port: 0, organizations: { acme: 1, globex: 1, initech: 600 } })
afterAll(() => local.close())
const WHOLE = 5
const sdk = createBackendSdk({ ...local, authorizedParties: [] })
const orgId = verifiedOrganizationId((await sdk.organizations.getOrganization({ slug: 'initech' })).id)

const idsInClerk = async () => {
  const ids: string[] = []
  for (let offset = 0; ; offset += 500) {
    const { data } = await sdk.users.getUserList({ organizationId: [orgId], limit: 500, offset })
    ids.push(...data.map(({ id }) => id))
    if (data.length < 500) return ids.sort()
  }
}
const idsListed = async (db: Db) => (await loadSnapshot(db, orgId))?.members.map(({ id }) => id).sort()

/** The members of the first page, in the order of the memberships. */
async function firstMembers(): Promise<string[]> {
  const page = await createClerkReader(local).listMemberships(orgId, 0)
  return page.kind === 'page' ? page.memberships.map(({ userId }) => userId) : []
}

/** The mirror as a process sees it whose clock is later by this much. */
const later = (db: Db, interval: string) =>
  createMirror(db.background, { now: `(clock_timestamp() + interval '${interval}')`, fence: 10_000_000 })

function depsOf(store: MirrorStore, log: SyncDeps['log'] = () => {}): SyncDeps {
  return { store, reader: createClerkReader(local), callsPerWindow: 1_000_000, sleep: async () => {}, log }
}

const reconcile = (store: MirrorStore, options: ReconcileOptions = {}, log?: SyncDeps['log']) =>
  reconcileOrganization(depsOf(store, log), orgId, options)

/** A first run that ends as by `kill -9` when it has kept so many pages: from then on it changes nothing any more. */
async function runUntilKilled(db: Db, pages: number): Promise<void> {
  let kept = 0
  const dying = new Proxy(createMirror(db.background), {
    get(store, name: keyof MirrorStore) {
      const method: (...args: never[]) => Promise<unknown> = store[name]
      return async (...args: never[]) => {
        if (kept === pages) throw new Error('killed')
        const result = await method(...args)
        if (name === 'keepPage') kept++
        return result
      }
    },
  })
  await expect(reconcile(dying)).rejects.toThrow('killed')
}

test.each([
  { pages: 1, calls: 1 + 1 + 2, where: 'among the users' },
  { pages: 2, calls: 1 + 2, where: 'between the lists' },
  { pages: 3, calls: 1 + 1, where: 'among the memberships' },
  // The last row of the last page is read again, to see whether anybody left.
  { pages: 4, calls: 1 + 1, where: 'after the last page' },
])('a reconcile killed $where is gone on with, not repeated', async ({ pages, calls }) => {
  await using db = await testDb()
  await runUntilKilled(db, pages)
  const killed = await later(db, '0 s').readSync(orgId)
  expect(killed).toMatchObject({ synced: false, confirmedAt: null })

  const before = local.requests().total
  const second = later(db, '31 s')
  const secondStart = await second.now()
  expect(await reconcile(second)).toMatchObject({ outcome: 'completed', calls, users: 600, memberships: 600 })
  expect(local.requests().total - before).toBe(calls)
  expect(await idsListed(db)).toEqual(await idsInClerk())
  const { synced, confirmedAt } = await second.readSync(orgId)
  expect(synced).toBe(true)
  // What the first run read was true then, and nothing says that it still is.
  expect(confirmedAt).toBeLessThan(secondStart - 30_000_000)
})

test.each([1, 3, 4])(
  'who left while a reconcile lay killed at page %i is not listed when it completes',
  async (pages) => {
    await using db = await testDb()
    await runUntilKilled(db, pages)
    const [userId = ''] = await firstMembers()
    await sdk.organizations.deleteOrganizationMembership({ organizationId: orgId, userId })
    onTestFinished(async () => {
      await sdk.organizations.createOrganizationMembership({ organizationId: orgId, userId, role: 'org:member' })
    })

    expect(await reconcile(later(db, '31 s'))).toMatchObject({ outcome: 'completed' })
    const listed = await idsListed(db)
    expect(listed).not.toContain(userId)
    expect(listed).toEqual(await idsInClerk())
  },
)

test('who joined after the users were read is listed once the mark of their membership is worked off', async () => {
  await using db = await testDb()
  await runUntilKilled(db, 4)
  const { id: userId } = await sdk.users.createUser({
    emailAddress: ['late@initech.test'],
    password: 'a-long-one-4711',
  })
  await sdk.organizations.createOrganizationMembership({ organizationId: orgId, userId, role: 'org:member' })

  const second = later(db, '31 s')
  expect(await reconcile(second)).toMatchObject({ outcome: 'completed' })
  expect(await idsListed(db)).not.toContain(userId)
  await runResyncPass(depsOf(second))
  expect(await idsListed(db)).toEqual(await idsInClerk())
  await sdk.users.deleteUser(userId)
})

test('a scan that began more than an hour ago is not gone on with', async () => {
  await using db = await testDb()
  await runUntilKilled(db, 3)
  const much = later(db, '61 minutes')
  const start = await much.now()
  expect(await reconcile(much)).toMatchObject({ outcome: 'completed', calls: WHOLE })
  // The same millisecond may be both: PGlite's clock shows no finer ones.
  expect((await much.readSync(orgId)).confirmedAt).toBeGreaterThanOrEqual(start)
})

test('a strong read goes on with nothing from before it was asked for', async () => {
  await using db = await testDb()
  await runUntilKilled(db, 3)
  expect(await reconcile(later(db, '31 s'), { spender: 'strong' })).toMatchObject({
    outcome: 'completed',
    calls: WHOLE,
  })
})

test('a long reconcile tells of its progress to its caller with each page and to the log every 5 s', async () => {
  await using db = await testDb()
  const store = createMirror(db.background)
  // Three seconds pass with each call.
  let calls = 0
  const takeCall: MirrorStore['takeCall'] = async (...args) => {
    const grant = await store.takeCall(...args)
    return { ...grant, at: grant.at + 3_000_000 * calls++ }
  }
  const told: number[] = []
  const logged: unknown[] = []
  const options = {
    onProgress: ({ users, memberships }: { users: number; memberships: number }) => told.push(users + memberships),
  }
  await reconcile({ ...store, takeCall }, options, (level, message, facts) =>
    logged.push([level, message, facts['users'], facts['memberships']]),
  )
  expect(told).toEqual([500, 600, 1_100, 1_200])
  const line = (users: number, memberships: number) => ['info', 'Reading an organization.', users, memberships]
  expect(logged.slice(0, -1)).toEqual([line(600, 0), line(600, 600)])
})
