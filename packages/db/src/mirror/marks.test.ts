import { expect, test } from 'vitest'
import type { MembershipRecord, UserRecord } from './records.ts'
import { createMirror } from './create-mirror.ts'
import { testDb, type TestDb } from '../../testing/index.ts'

const webhook = { kind: 'webhook' } as const
const times = { createdMs: 1, updatedMs: 1 }
const member = (orgId: string): MembershipRecord => ({
  orgId,
  userId: 'user_1',
  membershipId: orgId,
  role: '',
  ...times,
})
const ada: UserRecord = {
  ...times,
  id: 'user_1',
  firstName: 'Ada',
  lastName: 'Lovelace',
  email: 'ada@example.com',
  imageUrl: 'https://example.com/ada',
  hasImage: true,
  banned: false,
  deprovisioned: false,
}

/** A mirror without a fence, and the rows that it would read next. */
function begin(db: TestDb) {
  const mirror = createMirror(db.pool, { now: 'clock_timestamp()', fence: 0 })
  const due = () => mirror.leaseDue(10)
  return { mirror, due }
}

test('a live membership of a user not yet in the mirror marks the user as due at once', async () => {
  await using db = await testDb()
  const { mirror, due } = begin(db)
  await mirror.applyMemberships([member('org_1')], webhook)
  expect(await due()).toMatchObject([{ kind: 'user', userId: 'user_1' }])
})

test('a user is marked when the last live membership ends, and not before', async () => {
  await using db = await testDb()
  const { mirror, due } = begin(db)
  await mirror.applyUsers([ada], webhook)
  await mirror.applyMemberships([member('org_1'), member('org_2')], webhook)
  await mirror.applyMembershipDeleted(member('org_1'))
  expect(await due()).toEqual([])
  await mirror.applyMembershipsAbsent('org_2', ['user_1'], await mirror.now())
  expect(await due()).toMatchObject([{ kind: 'user', userId: 'user_1' }])
})

test('a deletion by the id of a membership ends that membership alone, and marks its user if it was the last one', async () => {
  await using db = await testDb()
  const { mirror, due } = begin(db)
  await mirror.applyUsers([ada], webhook)
  await mirror.applyMemberships([member('org_1'), member('org_2')], webhook)
  const rows = async () =>
    (await db.pool.query<object>('SELECT org_id, state, role, updated_ms FROM roster.membership ORDER BY org_id')).rows
  const [first, second] = await rows()
  expect(await mirror.applyMembershipIdDeleted('org_1', null)).toEqual({ written: 1, marked: 0 })
  expect(await rows()).toEqual([{ ...first, state: 'deleted' }, second])
  expect(await due()).toEqual([])
  expect(await mirror.applyMembershipIdDeleted('org_1', null)).toEqual({ written: 0, marked: 0 })
  await mirror.applyMembershipIdDeleted('org_2', null)
  expect(await due()).toMatchObject([{ kind: 'user', userId: 'user_1' }])
})

test('a deletion by an unknown id of a membership makes the organization that it names due, and a known id none', async () => {
  await using db = await testDb()
  const { mirror } = begin(db)
  await mirror.applyOrganizations(
    ['org_1', 'org_2'].map((id) => ({ id, ...times })),
    webhook,
  )
  await mirror.applyMemberships([member('org_1')], webhook)
  const hurried = async () =>
    (await db.pool.query<object>('SELECT clerk_id FROM roster.organization WHERE due_at <= clock_timestamp()')).rows
  for (const _ of ['ended', 'repeated']) await mirror.applyMembershipIdDeleted('org_1', 'org_1')
  await mirror.applyMembershipIdDeleted('unknown', null)
  expect(await hurried()).toEqual([])
  await mirror.applyMembershipIdDeleted('unknown', 'org_2')
  expect(await hurried()).toEqual([{ clerk_id: 'org_2' }])
})

test.each([
  ['a user', { userId: 'user_1', orgId: null }, { kind: 'user', userId: 'user_1' }],
  ['an organization', { userId: null, orgId: 'org_1' }, { kind: 'organization', orgId: 'org_1' }],
  ['both', { userId: 'user_1', orgId: 'org_1' }, { kind: 'membership', orgId: 'org_1', userId: 'user_1' }],
])('a dead letter that names %s marks the row, which is inserted if it is missing', async (_, ids, row) => {
  await using db = await testDb()
  const { mirror, due } = begin(db)
  await mirror.recordDeadLetter({ eventType: 'user.updated', schemaPath: 'updated_at', ...ids })
  expect(await due()).toMatchObject([row])
  await mirror.recordDeadLetter({ eventType: 'user.updated', schemaPath: 'updated_at', ...ids })
  expect(await due()).toMatchObject([row])
})

test.each(['deleted', 'absent'])(
  'the personal data of a user is stored, and none of it once the user is %s',
  async (how) => {
    await using db = await testDb()
    const { mirror } = begin(db)
    await mirror.applyUsers([ada], webhook)
    const stored = {
      first_name: 'Ada',
      last_name: 'Lovelace',
      email: ada.email,
      image_url: ada.imageUrl,
      has_image: true,
    }
    expect((await db.pool.query('SELECT * FROM roster.app_user')).rows).toMatchObject([stored])
    if (how === 'deleted') await mirror.applyUserDeleted('user_1')
    else await mirror.applyUserAbsent('user_1', await mirror.now())
    const { rows } = await db.pool.query('SELECT * FROM roster.app_user')
    expect(rows).toMatchObject([{ clerk_id: 'user_1', state: how, content_hash: '', has_image: false }])
    expect(JSON.stringify(rows)).not.toMatch(/ada|lovelace/i)
  },
)

test('a mark that is set while its row is being read survives the read', async () => {
  await using db = await testDb()
  const { mirror, due } = begin(db)
  const letter = { eventType: 'user.updated', schemaPath: '', userId: 'user_1', orgId: null }
  await mirror.recordDeadLetter(letter)
  const [held] = await mirror.leaseDue(10)
  await mirror.recordDeadLetter(letter)
  if (held) await mirror.settleDue(held)
  expect(await due()).toMatchObject([{ kind: 'user', userId: 'user_1' }])
})

const daysLater = (db: TestDb, days: number) =>
  createMirror(db.pool, { now: `(clock_timestamp() + interval '${days} days')`, fence: 10_000_000 })

test('a user in no live organization is read again after 7 days, and once more 7 days later', async () => {
  await using db = await testDb()
  const { mirror } = begin(db)
  const people = ['member', 'left', 'deserted', 'lone', 'gone'].map((id) => ({ ...ada, id }))
  await mirror.applyUsers(people, webhook)
  await mirror.applyOrganizations(
    ['org_1', 'org_2'].map((id) => ({ id, ...times })),
    webhook,
  )
  const of = (orgId: string, userId: string) => ({ ...member(orgId), userId })
  await mirror.applyMemberships(
    [of('org_1', 'member'), of('org_2', 'member'), of('org_1', 'left'), of('org_2', 'deserted')],
    webhook,
  )
  await mirror.applyMembershipDeleted(of('org_1', 'left'))
  await mirror.applyOrganizationDeleted('org_2')
  await mirror.applyUserDeleted('gone')
  for (const row of await mirror.leaseDue(10)) await mirror.settleDue(row)

  expect(await mirror.markUnreconciled('')).toBe('')
  expect(await mirror.leaseDue(10)).toEqual([])
  const later = daysLater(db, 8)
  expect(await later.markUnreconciled('')).toBe('')
  const due = await later.leaseDue(10)
  const ids = due.map((row) => (row.kind === 'user' ? row.userId : row.kind))
  expect(ids.sort()).toEqual(['deserted', 'left', 'lone'])
  for (const row of due) await later.settleDue(row)
  await later.markUnreconciled('')
  expect(await later.leaseDue(10)).toEqual([])
  await daysLater(db, 16).markUnreconciled('')
  expect(await daysLater(db, 16).leaseDue(10)).toHaveLength(3)
})

test('the search for users in no organization resumes where it stopped and marks a few at a time', async () => {
  await using db = await testDb()
  await db.pool.query(
    `INSERT INTO roster.app_user (clerk_id, state) SELECT 'user_' || n, 'live' FROM generate_series(1000, 2499) n`,
  )
  const later = daysLater(db, 8)
  expect(await later.markUnreconciled('')).toBe('user_1999')
  expect(await later.leaseDue(100)).toHaveLength(20)
  expect(await later.markUnreconciled('user_1999')).toBe('')
  const due = await later.leaseDue(100)
  expect(due).toHaveLength(20)
  expect(due.every((row) => row.kind === 'user' && row.userId > 'user_1999')).toBe(true)
})

test('with statistics of empty tables, no statement takes more rows than it was asked for', async () => {
  await using db = await testDb()
  // The planner then expects one row, and would run a subquery anew for each.
  await db.pool.query('ANALYZE roster.app_user, roster.membership, roster.organization')
  await db.pool.query(
    `INSERT INTO roster.app_user (clerk_id, state, resync_at)
    SELECT 'user_' || n, 'live', CASE WHEN n < 3000 THEN timestamptz 'epoch' END FROM generate_series(1000, 4999) n;
    INSERT INTO roster.organization (clerk_id, state) SELECT 'org_' || n, 'live' FROM generate_series(1, 2000) n`,
  )
  const later = daysLater(db, 8)
  expect(await later.leaseDue(100)).toHaveLength(100)
  expect(await later.markUnreconciled('user_3999')).toBe('user_4999')
  expect((await db.pool.query(`SELECT FROM roster.app_user WHERE resync_at IS NOT NULL`)).rowCount).toBe(2_020)
  expect(await later.knowOrganizations(await later.now())).toBe(500)
  // For the next tests on this database.
  await db.pool.query('ANALYZE roster.app_user, roster.membership, roster.organization')
})
