import { expect, test } from 'vitest'
import { createMirror } from './create-mirror.ts'
import { testDb } from '../../testing/index.ts'

test('unseenMembers returns live members and listed users that are not among the read members', async () => {
  await using db = await testDb()
  const mirror = createMirror(db.background)
  const rest = { role: 'r', createdMs: 1, updatedMs: 1 }
  const membership = (orgId: string, userId: string) => ({ orgId, userId, membershipId: `${orgId} ${userId}`, ...rest })
  const memberships = ['user_live', 'user_seen', 'user_gone'].map((userId) => membership('org_1', userId))
  await mirror.applyMemberships([...memberships, membership('org_2', 'user_other')], { kind: 'webhook' })
  await mirror.applyMembershipDeleted(membership('org_1', 'user_gone'))
  const unseen = await mirror.unseenMembers('org_1', ['user_seen', 'user_only', 'user_late'], ['user_seen', 'user_new'])
  expect(unseen).toEqual(['user_late', 'user_live', 'user_only'])
})
