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
  const mirror = createMirror(db.pool)
  const numbers = Array.from({ length: 40 }, (_, at) => (at * 7) % 40)
  const times = { createdMs: 1, updatedMs: 1 }
  const members = numbers.map((number) => ({ orgId: 'org_1', userId: `user_${number}`, membershipId: `m_${number}` }))
  await mirror.applyMemberships(
    members.map((member) => ({ ...member, role: 'r', ...times })),
    { kind: 'webhook' },
  )
  await mirror.applyOrganizations(
    numbers.map((number) => ({ id: `org_${number}`, ...times })),
    { kind: 'webhook' },
  )
  const taken = async (table: string, key: string, order: string) => {
    const { rows } = await db.pool.query<{ inOrder: boolean }>(
      `SELECT array_agg(${key} ORDER BY ctid) = array_agg(${key} ORDER BY ${order}) AS "inOrder" FROM roster.${table}`,
    )
    return rows[0]?.inOrder
  }
  expect(await taken('membership', 'user_id', 'roster.user_stripe(user_id), user_id COLLATE "C"')).toBe(true)
  expect(await taken('organization', 'clerk_id', 'clerk_id COLLATE "C"')).toBe(true)
})
