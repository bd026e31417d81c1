import pg from 'pg'
import { expect, test } from 'vitest'
import { testDb } from '../../testing/index.ts'
import { createMirror } from './create-mirror.ts'
import type { MembershipRecord, UserRecord } from './records.ts'

const users = Array.from({ length: 500 }, (_, at): UserRecord => ({
  id: `user_${at}`,
  firstName: 'First',
  lastName: null,
  email: `${at}@x.test`,
  imageUrl: null,
  hasImage: false,
  banned: false,
  deprovisioned: false,
  createdMs: at,
  updatedMs: at,
}))
const edit = { firstName: 'Other', updatedMs: 9_999 }
const memberships = users.map(({ id: userId }, at): MembershipRecord => ({
  orgId: 'org_1',
  userId,
  membershipId: `orgmem_${at}`,
  role: 'r',
  createdMs: at,
  updatedMs: at,
}))

test('a page of unchanged rows waits for no lock, and a single row that differs is written', async () => {
  await using db = await testDb()
  const mirror = createMirror(db.background, { now: 'clock_timestamp()', fence: 0 })
  await mirror.applyOrganizations([{ id: 'org_1', createdMs: 1, updatedMs: 1 }], { kind: 'webhook' })
  await mirror.applyUsers(users, { kind: 'webhook' })
  await mirror.applyMemberships(memberships, { kind: 'webhook' })
  const source = { kind: 'list', startedAt: await mirror.now() } as const
  const holder = new pg.Client(db.background.options)
  await holder.connect()
  // Any statement that locks one of these rows or stripes now waits until its timeout.
  await holder.query('BEGIN; SELECT FROM roster.app_user FOR UPDATE; SELECT FROM roster.membership FOR UPDATE')
  await holder.query('SELECT pg_advisory_xact_lock(2100, stripe) FROM generate_series(0, 255) AS stripe')
  expect(await mirror.applyUsers(users, source)).toEqual({ written: 0, marked: 0 })
  expect(await mirror.applyMemberships(memberships, source)).toEqual({ written: 0, marked: 0 })
  await holder.end()
  const edited = users.map((user, at) => (at === 7 ? { ...user, firstName: 'Other', updatedMs: 9_999 } : user))
  expect(await mirror.applyUsers(edited, source)).toEqual({ written: 1, marked: 0 })
})

test('an edit of a user or a membership is HOT', async () => {
  await using db = await testDb()
  const mirror = createMirror(db.background, { now: 'clock_timestamp()', fence: 0 })
  await mirror.applyUsers(users, { kind: 'webhook' })
  await mirror.applyMemberships(memberships, { kind: 'webhook' })
  const statistics = async () => {
    await db.background.query('SELECT pg_stat_force_next_flush()')
    const { rows } = await db.background.query<{ hot: number; all: number }>(
      `SELECT sum(n_tup_hot_upd)::int AS hot, sum(n_tup_upd)::int AS all FROM pg_stat_user_tables WHERE relname IN ('app_user', 'membership')`,
    )
    return rows[0] ?? { hot: 0, all: 0 }
  }
  const before = await statistics()
  for (const user of users.slice(0, 40)) await mirror.applyUsers([{ ...user, ...edit }], { kind: 'webhook' })
  for (const membership of memberships.slice(0, 40))
    await mirror.applyMemberships([{ ...membership, role: 'other', updatedMs: 9_999 }], { kind: 'webhook' })
  const { hot, all } = await statistics()
  expect(all - before.all).toBe(80)
  expect(hot - before.hot).toBeGreaterThanOrEqual(76)
})
