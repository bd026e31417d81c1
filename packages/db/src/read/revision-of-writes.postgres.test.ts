import { expect, test } from 'vitest'
import { loadMembers } from './load-members.ts'
import { loadUsers } from './load-users.ts'
import type { UserRecord } from '../mirror/records.ts'
import type { MirrorStore } from '../mirror.ts'
import { createMirror } from '../mirror/create-mirror.ts'
import type { Db } from '../connect/db.ts'
import { verifiedOrganizationId } from './organization-id.ts'
import { noteUse } from './organization-use.ts'
import { createRandom, readShown, testDb, type Random } from '../../testing/index.ts'
import { randomRawWrite } from '../../testing/random-raw-write.ts'

const SEED = 1
const WRITES = 400
const ORGS = ['org_1', 'org_2', 'org_3']
const USERS = ['user_1', 'user_2', 'user_3', 'user_4']

type Lists = Map<string, { revision: bigint; rows: string }>
type Write = { what: string; run(): Promise<unknown> }

/** Reads the lists, as served, of the organizations that have a row. */
async function readLists(db: Db): Promise<Lists> {
  const lists: Lists = new Map()
  const { rows } = await db.pool.query<{ id: string }>('SELECT clerk_id AS id FROM roster.organization')
  for (const orgId of rows.map(({ id }) => verifiedOrganizationId(id))) {
    const [users, members] = [await loadUsers(db, orgId), await loadMembers(db, orgId)]
    lists.set(`users of ${orgId}`, { revision: users.revision, rows: JSON.stringify(users.rows) })
    // With the creation time by which both lists are ordered.
    const ordered = members.rows.map((row, at) => [row, users.rows[at]?.createdMs])
    lists.set(`members of ${orgId}`, { revision: members.revision, rows: JSON.stringify(ordered) })
  }
  return lists
}

/** Makes one write through the production statements. */
function storeWrite(db: Db, mirror: MirrorStore, random: Random): Write {
  const some = <Item>(items: readonly Item[]) => items.filter(() => random.chance(0.4))
  const orgId = random.pick(ORGS) ?? ''
  const userId = random.pick(USERS) ?? ''
  const times = { createdMs: 1 + random.below(3), updatedMs: 1 + random.below(4) }
  const role = random.pick(['org:admin', 'org:member']) ?? ''
  const user = (id: string) => userOf(id, random.pick(['a', 'b']) ?? '', times, random.chance(0.3))
  const membership = (userId: string) => ({ orgId, userId, membershipId: `m${times.createdMs}`, role, ...times })
  const members = some(USERS)
  const organizations = some(ORGS).map((id) => ({ id, ...times }))
  const read = async () => ({ kind: 'point', startedAt: await mirror.now() }) as const
  const write = random.pick<[string, () => Promise<unknown>]>([
    ['users by webhook', () => mirror.applyUsers(members.map(user), { kind: 'webhook' })],
    ['users by a read', async () => mirror.applyUsers(members.map(user), await read())],
    ['memberships by webhook', () => mirror.applyMemberships(members.map(membership), { kind: 'webhook' })],
    ['memberships by a read', async () => mirror.applyMemberships(members.map(membership), await read())],
    ['organizations by a read', async () => mirror.applyOrganizations(organizations, await read())],
    ['user deleted', () => mirror.applyUserDeleted(userId)],
    ['membership deleted', () => mirror.applyMembershipDeleted(membership(userId))],
    ['organization deleted', () => mirror.applyOrganizationDeleted(orgId)],
    ['user absent', async () => mirror.applyUserAbsent(userId, await mirror.now())],
    ['memberships absent', async () => mirror.applyMembershipsAbsent(orgId, members, await mirror.now())],
    ['organization absent', async () => mirror.applyOrganizationAbsent(orgId, await mirror.now(), true)],
    ['dead letter', () => mirror.recordDeadLetter({ eventType: 'user.x', userId, orgId, schemaPath: '' })],
    ['due rows', () => mirror.leaseDue(3)],
    ['lease', () => mirror.leaseOrganization(orgId)],
    ['use', () => noteUse(db, verifiedOrganizationId(orgId))],
    ['forget', () => mirror.forgetOld()],
  ])
  return { what: `${write?.[0]} of ${orgId} ${userId} ${members.join()}`, run: async () => write?.[1]() }
}

function userOf(
  id: string,
  firstName: string,
  times: { createdMs: number; updatedMs: number },
  banned = false,
): UserRecord {
  return {
    id,
    firstName,
    lastName: null,
    email: null,
    imageUrl: null,
    hasImage: false,
    banned,
    deprovisioned: false,
    ...times,
  }
}

test(`among ${WRITES} random writes from seed ${SEED}, exactly those that change a list raise its revision`, async () => {
  await using db = await testDb()
  const mirror = createMirror(db.pool, { now: 'clock_timestamp()', fence: 0 })
  const random = createRandom(SEED)
  const problems: string[] = []
  const seen = { changed: 0, unchanged: 0 }
  const highest = new Map<string, bigint>()
  let before = await readLists(db)
  for (let at = 0; at < WRITES; at++) {
    const raw = randomRawWrite(random, USERS, ORGS)
    const write: Write = random.chance(0.7)
      ? { what: raw, run: () => db.pool.query(raw) }
      : storeWrite(db, mirror, random)
    await write.run()
    const after = await readLists(db)
    for (const [list, { revision, rows }] of after) {
      const was = before.get(list)
      // A row that is new or restored has a revision above all earlier ones of its organization.
      const changed = was === undefined || rows !== was.rows
      const last = highest.get(list) ?? 0n
      if (revision < last || changed !== revision > last)
        problems.push(`${at}: ${write.what}: ${list} ${was?.rows} -> ${rows}, revision ${last} -> ${revision}`)
      highest.set(list, revision)
      seen[changed ? 'changed' : 'unchanged']++
    }
    before = after
  }
  expect(problems.slice(0, 3)).toEqual([])
  expect(seen.changed).toBeGreaterThan(100)
  expect(seen.unchanged).toBeGreaterThan(1_000)
})

test.each([
  "UPDATE roster.app_user SET first_name = 'Grace'",
  "UPDATE roster.membership SET state = 'absent'",
  "UPDATE roster.organization SET state = 'deleted'",
  'DELETE FROM roster.app_user',
])('%s shows together with its revision, and is rolled back together with it', async (write) => {
  await using db = await testDb()
  const mirror = createMirror(db.pool)
  const times = { createdMs: 1, updatedMs: 1 }
  await mirror.applyOrganizations([{ id: 'org_1', ...times }], { kind: 'webhook' })
  await mirror.applyUsers([userOf('user_1', 'Ada', times)], { kind: 'webhook' })
  const member = { orgId: 'org_1', userId: 'user_1', membershipId: 'm1', role: '', ...times }
  await mirror.applyMemberships([member], { kind: 'webhook' })
  const read = async (pool: Parameters<typeof readShown>[0]['pool']) =>
    (await readShown({ pool }, ['org_1'])).get('org_1')
  const before = await read(db.pool)
  expect(before?.members).toHaveLength(1)

  const client = await db.pool.connect()
  await client.query('BEGIN')
  await client.query(write)
  const within = await read(client)
  await client.query('ROLLBACK')
  client.release()
  expect(within?.members).not.toEqual(before?.members)
  expect(within?.revision).toBeGreaterThan(before?.revision ?? 0n)
  expect(await read(db.pool)).toEqual(before)
})
