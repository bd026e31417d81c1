import { expect, test } from 'vitest'
import { createMirror } from './create-mirror.ts'
import type { MembershipRecord } from './records.ts'
import { testDb } from '../../testing/index.ts'

const webhook = { kind: 'webhook' } as const
const times = { createdMs: 1, updatedMs: 1 }
const names = { firstName: 'Ada', lastName: null, email: null, imageUrl: null, hasImage: false }
const member = (orgId: string, userId: string, more: Partial<MembershipRecord> = {}): MembershipRecord => ({
  orgId,
  userId,
  membershipId: `${orgId} ${userId}`,
  role: 'org:member',
  ...times,
  ...more,
})

test('a batch that changes memberships and adds some locks all their organizations in the order of the ids', async () => {
  await using db = await testDb()
  const mirror = createMirror(db.pool)
  const users = ['user_1', 'user_2'].map((id) => ({ id, ...names, ...times, banned: false, deprovisioned: false }))
  await mirror.applyUsers(users, webhook)
  await mirror.applyOrganizations(
    ['org_a', 'org_b'].map((id) => ({ id, ...times })),
    webhook,
  )
  await mirror.applyMemberships([member('org_b', 'user_1')], webhook)

  const other = await db.pool.connect()
  try {
    const lock = (orgId: string) =>
      other.query('UPDATE roster.organization SET due_at = now() WHERE clerk_id = $1', [orgId])
    await other.query('BEGIN')
    await lock('org_a')
    // The trigger of what changes, in org_b, comes before that of what is new, in org_a.
    const changed = member('org_b', 'user_1', { role: 'org:admin', updatedMs: 2 })
    const batch = mirror.applyMemberships([changed, member('org_a', 'user_2')], webhook)
    const waiting = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
    await expect.poll(async () => (await db.pool.query(waiting)).rowCount).toBe(1)
    // PostgreSQL would end one of the two if the batch had org_b already.
    await lock('org_b')
    await other.query('COMMIT')
    expect(await batch).toEqual({ written: 2, marked: 0 })
  } finally {
    // A test that failed has left its transaction open.
    other.release(true)
  }
  const { rows } = await db.pool.query('SELECT org_id, role FROM roster.member ORDER BY org_id')
  expect(rows).toEqual([
    { org_id: 'org_a', role: 'org:member' },
    { org_id: 'org_b', role: 'org:admin' },
  ])
})
