import { createMirror } from '@roster/db'
import { testDb } from '@roster/db/testing'
import { expect, test } from 'vitest'
import { acme, fill, globex, membershipRecord, session, testApi, userRecord } from '../../testing/test-api.ts'

const BORN = '2024-01-10T08:00:00.000Z'

test('members.list has the memberships of the users of users.list, in the same order', async () => {
  await using db = await testDb()
  const later = Date.parse('2024-03-01T00:00:00.000Z')
  const people = [
    userRecord('user_3', { createdMs: 1 }),
    userRecord('user_1'),
    userRecord('user_2', { banned: true, deprovisioned: true }),
    userRecord('user_4', { deprovisioned: true, createdMs: later }),
  ]
  await fill(db, { [acme]: people, [globex]: [userRecord('user_5')] })
  const promoted = membershipRecord(acme, 'user_1', { role: 'org:admin', updatedMs: later })
  await createMirror(db.pool).applyMemberships([promoted], { kind: 'webhook' })
  const caller = testApi(db).as(session('user_1', acme))
  const members = await caller.members.list()
  expect(members).toEqual([
    { userId: 'user_3', role: 'org:member', status: 'active', joinedAt: BORN },
    { userId: 'user_1', role: 'org:admin', status: 'active', joinedAt: BORN },
    { userId: 'user_2', role: 'org:member', status: 'banned', joinedAt: BORN },
    { userId: 'user_4', role: 'org:member', status: 'deprovisioned', joinedAt: BORN },
  ])
  expect((await caller.users.list()).map(({ id }) => id)).toEqual(members.map(({ userId }) => userId))
})

test('a name changes the revision of users only, a role or status that of members only, and a leaver both', async () => {
  await using db = await testDb()
  await fill(db, { [acme]: [userRecord('user_1'), userRecord('user_2')] })
  const { services } = testApi(db)
  const store = createMirror(db.pool)
  const revisions = async () => (await services.admit(session('user_1', acme))).revisions
  const source = { kind: 'webhook' } as const
  const changes = async (write: () => Promise<unknown>) => {
    const before = await revisions()
    await write()
    const after = await revisions()
    return { users: after.users > before.users, members: after.members > before.members }
  }
  const updatedMs = Date.now()
  const renamed = userRecord('user_2', { firstName: 'Grace', updatedMs })
  expect(await changes(() => store.applyUsers([renamed], source))).toEqual({ users: true, members: false })
  const promoted = membershipRecord(acme, 'user_2', { role: 'org:admin', updatedMs })
  expect(await changes(() => store.applyMemberships([promoted], source))).toEqual({ users: false, members: true })
  const banned = () => db.pool.query("UPDATE roster.app_user SET banned = true WHERE clerk_id = 'user_2'")
  expect(await changes(banned)).toEqual({ users: false, members: true })
  // The user is banned already, so the status stays.
  const deprovisioned = () => db.pool.query("UPDATE roster.app_user SET deprovisioned = true WHERE clerk_id = 'user_2'")
  expect(await changes(deprovisioned)).toEqual({ users: false, members: false })
  expect(await changes(() => store.applyMembershipDeleted(promoted))).toEqual({ users: true, members: true })
})
