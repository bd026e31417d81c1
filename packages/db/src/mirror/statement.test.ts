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
