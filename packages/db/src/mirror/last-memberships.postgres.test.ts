import { expect, test } from 'vitest'
import { testDb } from '../../testing/index.ts'
import { createMirror } from './create-mirror.ts'

const times = { createdMs: 1, updatedMs: 1 }
const webhook = { kind: 'webhook' } as const

test('when the last two memberships of a user end concurrently, the later one marks the user', async () => {
  await using db = await testDb()
  const mirror = createMirror(db.pool)
  const member = (orgId: string) => ({ orgId, userId: 'user_1', membershipId: `m_${orgId}`, role: '', ...times })
  const name = { firstName: 'Ada', lastName: null, email: null, imageUrl: null, hasImage: false }
  await mirror.applyOrganizations(
    ['org_1', 'org_2'].map((id) => ({ id, ...times })),
    webhook,
  )
  await mirror.applyUsers([{ id: 'user_1', ...name, banned: false, deprovisioned: false, ...times }], webhook)
  await mirror.applyMemberships([member('org_1'), member('org_2')], webhook)

  const other = await db.background.connect()
  await other.query("BEGIN; UPDATE roster.membership SET state = 'deleted' WHERE org_id = 'org_1'")
  const ending = mirror.applyMembershipDeleted(member('org_2'))
  await expect
    .poll(async () => {
      const { rows } = await db.background.query<{ waiting: boolean }>(
        'SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted) AS waiting',
      )
      return rows[0]?.waiting
    })
    .toBe(true)
  await other.query('COMMIT')
  other.release()
  await ending
  const { rows } = await db.pool.query('SELECT resync_at IS NOT NULL AS marked FROM roster.app_user')
  expect(rows).toEqual([{ marked: true }])
})
