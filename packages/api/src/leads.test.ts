import { createMirror } from '@roster/db'
import { testDb } from '@roster/db/testing'
import { expect, test } from 'vitest'
import { acme, fill, globex, membershipRecord, session, testApi, userRecord } from '../testing/test-api.ts'
import { toPublicError } from './errors.ts'

test('a lead is assigned to active members only, and the refusal says truly why', async () => {
  await using db = await testDb()
  const people = [
    userRecord('user_1'),
    userRecord('user_banned', { banned: true }),
    userRecord('user_scim', { deprovisioned: true }),
    userRecord('user_left'),
    userRecord('user_gone', { banned: true }),
    userRecord('user_deleted'),
  ]
  await fill(db, { [acme]: people, [globex]: [userRecord('user_other')] })
  const store = createMirror(db.pool)
  for (const id of ['user_left', 'user_gone']) await store.applyMembershipDeleted(membershipRecord(acme, id))
  await store.applyUserDeleted('user_deleted')
  await store.applyMemberships([membershipRecord(acme, 'user_new')], { kind: 'webhook' })
  const { leads } = await testApi(db).as(session('user_1', acme))
  const lead = await leads.create({ name: 'Redwood' })
  const assign = (assigneeId: string | null, version = lead.version) =>
    leads.assign({ leadId: lead.id, assigneeId, version }).then(
      () => 'assigned',
      (error: unknown) => `${toPublicError(error).status} ${toPublicError(error).message}`,
    )

  expect(await assign('user_banned')).toBe('400 The assignee is banned from signing in; choose another')
  expect(await assign('user_scim')).toBe('400 The assignee was deactivated by your company’s directory; choose another')
  expect(await assign('user_left')).toBe('400 The assignee has left your organization; choose another')
  expect(await assign('user_gone')).toBe('400 The assignee has left your organization; choose another')
  expect(await assign('user_deleted')).toBe('400 The assignee was deleted; choose another')
  expect(await assign('user_other')).toBe('400 The assignee is not a member of your organization; choose another')
  expect(await assign('user_nobody')).toBe('400 The assignee is not a member of your organization; choose another')
  expect(await assign('user_new')).toBe('400 The assignee has only just joined; try again in a moment')

  expect(await assign('user_1')).toBe('assigned')
  expect(await assign('user_1')).toMatch(/^400 Someone else assigned this lead meanwhile/)
  expect(await assign(null, lead.version + 1)).toBe('assigned')
})
