import { expect, test } from 'vitest'
import { createMirror } from './create-mirror.ts'
import { testDb } from '../../testing/index.ts'

test('if a batch holds a key twice, the newest incarnation is written, and its newest edit', async () => {
  await using db = await testDb()
  const mirror = createMirror(db.pool)
  const member = { orgId: 'org_1', userId: 'user_1', role: 'r' }
  const first = { ...member, membershipId: 'first', createdMs: 1, updatedMs: 9 }
  const second = { ...member, membershipId: 'second', createdMs: 5, updatedMs: 5 }
  const edited = { ...second, role: 'edited', updatedMs: 6 }
  await mirror.applyMemberships([edited, first, second], { kind: 'webhook' })
  const { rows } = await db.pool.query('SELECT membership_id, role FROM roster.membership')
  expect(rows).toEqual([{ membership_id: 'second', role: 'edited' }])
})

test('a batch takes its rows in one order, that of stripes and then keys, so that no two batches deadlock', async () => {
  await using db = await testDb()
  // In an empty file, the order of the rows is that in which they were inserted.
  await db.pool.query('TRUNCATE roster.organization, roster.app_user, roster.membership')
  const mirror = createMirror(db.pool)
  const webhook = { kind: 'webhook' } as const
  const rows = Array.from({ length: 40 }, (_, at) => ({ id: `id_${(at * 7) % 40}`, createdMs: 1, updatedMs: 1 }))
  const blank = { firstName: null, lastName: null, email: null, imageUrl: null, hasImage: false }
  const taken = async (table: string, key: string, order: string) => {
    const { rows } = await db.pool.query<{ inOrder: boolean }>(
      `SELECT array_agg(${key} ORDER BY ctid) = array_agg(${key} ORDER BY ${order}) AS "inOrder" FROM roster.${table}`,
    )
    return rows[0]?.inOrder
  }
  await mirror.applyOrganizations(rows, webhook)
  expect(await taken('organization', 'clerk_id', 'clerk_id COLLATE "C"')).toBe(true)
  await mirror.applyUsers(
    rows.map((row) => ({ ...row, ...blank, banned: false, deprovisioned: false })),
    webhook,
  )
  expect(await taken('app_user', 'clerk_id', 'roster.user_stripe(clerk_id), clerk_id COLLATE "C"')).toBe(true)
  await mirror.applyMemberships(
    rows.map(({ id, ...times }) => ({ orgId: 'org_1', userId: id, membershipId: id, role: 'r', ...times })),
    webhook,
  )
  expect(await taken('membership', 'user_id', 'roster.user_stripe(user_id), user_id COLLATE "C"')).toBe(true)
})
