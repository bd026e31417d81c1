import { createMirror } from '@roster/db'
import { testDb } from '@roster/db/testing'
import { describe, expect, test } from 'vitest'
import { acme, fill, globex, membershipRecord, session, testApi, userRecord } from '../../testing/test-api.ts'
import { createContext } from './context.ts'
import { toPublicError } from '../errors.ts'
import type { Credential } from '../access/authenticate.ts'
import { createCaller } from './router.ts'

const refusal = (call: Promise<unknown>) => call.then(() => 'answered', toPublicError)

describe('users.list', () => {
  test('answers exactly the nine documented fields, in their order', async () => {
    await using db = await testDb()
    const picture = { imageUrl: 'https://img.clerk.com/1.jpg', hasImage: true }
    await fill(db, {
      [acme]: [userRecord('user_1', { ...picture, updatedMs: Date.parse('2024-01-15T14:30:00.000Z') })],
    })
    const users = await testApi(db).as(session('user_1', acme)).users.list()
    expect(JSON.stringify(users)).toBe(
      JSON.stringify([
        {
          id: 'user_1',
          firstName: 'John',
          lastName: 'Smith',
          email: 'user_1@acme.test',
          profilePictureUrl: 'https://img.clerk.com/1.jpg',
          createdAt: '2024-01-10T08:00:00.000Z',
          updatedAt: '2024-01-15T14:30:00.000Z',
          clerkId: 'user_1',
          clerkOrgId: 'org_acme',
        },
      ]),
    )
  })

  test('refuses a signed-out caller with 401', async () => {
    await using db = await testDb()
    const caller = testApi(db).as({ kind: 'none' })
    expect(await refusal(caller.users.list())).toEqual({
      code: 'UNAUTHORIZED',
      status: 401,
      message: 'User not authenticated',
    })
  })

  test('refuses a session without an organization with 400', async () => {
    await using db = await testDb()
    const caller = testApi(db).as(session('user_1', null))
    expect(await refusal(caller.users.list())).toEqual({
      code: 'VALIDATION_ERROR',
      status: 400,
      message: 'User Org Id missing',
    })
  })

  test('never shows another organization’s people', async () => {
    await using db = await testDb()
    await fill(db, { [acme]: [userRecord('user_1')], [globex]: [userRecord('user_2'), userRecord('user_3')] })
    const { as } = testApi(db)
    expect((await as(session('user_1', acme)).users.list()).map(({ id }) => id)).toEqual(['user_1'])
    expect((await as(session('user_2', globex)).users.list()).map(({ id }) => id)).toEqual(['user_2', 'user_3'])
  })

  test('refuses a member of one organization who claims another', async () => {
    await using db = await testDb()
    await fill(db, { [acme]: [userRecord('user_1')], [globex]: [userRecord('user_2')] })
    const caller = testApi(db).as(session('user_1', globex))
    expect(await refusal(caller.users.list())).toMatchObject({ code: 'UNAUTHORIZED' })
  })

  test('shows a member of two organizations in each, with that organization’s id', async () => {
    await using db = await testDb()
    await fill(db, { [acme]: [userRecord('user_1')], [globex]: [userRecord('user_1')] })
    const { as } = testApi(db)
    for (const orgId of [acme, globex]) {
      const users = await as(session('user_1', orgId)).users.list()
      expect(users).toMatchObject([{ id: 'user_1', clerkOrgId: orgId }])
    }
  })

  test('shows null for a missing name, a missing email and a picture that was not set', async () => {
    await using db = await testDb()
    const bare = {
      firstName: null,
      lastName: null,
      email: null,
      imageUrl: 'https://img.clerk.com/default',
      hasImage: false,
    }
    await fill(db, { [acme]: [userRecord('user_1', bare)] })
    const [user] = await testApi(db).as(session('user_1', acme)).users.list()
    expect(user).toMatchObject({ firstName: null, lastName: null, email: null, profilePictureUrl: null })
  })

  test('orders by creation, then by id byte for byte', async () => {
    await using db = await testDb()
    const ids = ['user_b', 'user_B', 'user_a', 'user_é', 'user_10', 'user_9']
    const late = userRecord('user_0', { createdMs: userRecord('').createdMs + 1 })
    await fill(db, { [acme]: [late, ...ids.map((id) => userRecord(id))] })
    const users = await testApi(db).as(session('user_a', acme)).users.list()
    expect(users.map(({ id }) => id)).toEqual([...ids.toSorted(), 'user_0'])
  })

  test('answers a new list after a visible change', async () => {
    await using db = await testDb()
    await fill(db, { [acme]: [userRecord('user_1')] })
    const { as } = testApi(db)
    const first = await as(session('user_1', acme)).users.list()
    expect(await as(session('user_1', acme)).users.list()).toEqual(first)
    const renamed = userRecord('user_1', { firstName: 'Jane', updatedMs: userRecord('').updatedMs + 1 })
    await createMirror(db.pool).applyUsers([renamed], { kind: 'webhook' })
    expect(await as(session('user_1', acme)).users.list()).toMatchObject([{ firstName: 'Jane' }])
  })

  test('reveals nothing of an unexpected error', async () => {
    await using db = await testDb()
    const { services } = testApi(db)
    const admit = async () => Promise.reject(new Error('secret detail'))
    const context = createContext({ ...services, admit }, session('user_1', acme))
    expect(await refusal(createCaller(context).users.list())).toEqual({
      code: 'INTERNAL_ERROR',
      status: 500,
      message: 'An unexpected server error occurred',
    })
  })
})

describe('a caller', () => {
  test('whose API key was revoked while a strong read waited for Clerk is refused', async () => {
    await using db = await testDb()
    await fill(db, { [acme]: [userRecord('user_1')] })
    const { services } = testApi(db)
    const owner = { userId: null, sessionId: null, orgId: acme }
    const key = { kind: 'api-key', keyId: 'ak_1', scopes: ['users:read'], ...owner } as const
    let current: Credential = key
    const reconcileNow = async () => void (current = { kind: 'none' })
    const context = createContext({ ...services, reconcileNow, authenticate: async () => current }, key, 'Bearer ak_x')
    const { users } = createCaller(context)
    expect(await users.list()).toHaveLength(1)
    expect(await refusal(users.list({ consistency: 'strong' }))).toMatchObject({ code: 'UNAUTHORIZED' })
  })

  test('who was removed is refused even if a lagging read still shows the membership', async () => {
    await using db = await testDb()
    await fill(db, { [acme]: [userRecord('user_1'), userRecord('user_2')] })
    await createMirror(db.pool).applyMembershipDeleted(membershipRecord(acme, 'user_1'))
    const { as } = testApi(db, { confirmMembership: async () => 'member' })
    const later = { claimsMs: Date.now() + 60_000 }
    const caller = as(session('user_1', acme, later))
    expect(await refusal(caller.users.list())).toMatchObject({ code: 'UNAUTHORIZED' })
  })

  test('who was removed is refused at once, with the same token', async () => {
    await using db = await testDb()
    await fill(db, { [acme]: [userRecord('user_1'), userRecord('user_2')] })
    const { as } = testApi(db)
    const token = session('user_1', acme)
    await as(token).users.list()
    await createMirror(db.pool).applyMembershipDeleted(membershipRecord(acme, 'user_1'))
    expect(await refusal(as(token).users.list())).toMatchObject({ code: 'UNAUTHORIZED' })
    expect(await as(session('user_2', acme)).users.list()).toHaveLength(1)
  })

  test('whose session was revoked is refused at once', async () => {
    await using db = await testDb()
    await fill(db, { [acme]: [userRecord('user_1')] })
    const { as } = testApi(db)
    await as(session('user_1', acme)).users.list()
    await createMirror(db.pool).revokeSession('sess_user_1')
    expect(await refusal(as(session('user_1', acme)).users.list())).toMatchObject({ code: 'UNAUTHORIZED' })
  })

  test.each(['banned', 'deprovisioned'])('who is %s is refused, and stays listed', async (how) => {
    await using db = await testDb()
    await fill(db, { [acme]: [userRecord('user_1', { [how]: true }), userRecord('user_2')] })
    const { as } = testApi(db)
    expect(await refusal(as(session('user_1', acme)).users.list())).toMatchObject({ code: 'UNAUTHORIZED' })
    expect(await as(session('user_2', acme)).users.list()).toHaveLength(2)
  })

  test.each([
    ['missing', 'UNAUTHORIZED'],
    ['unavailable', 'SERVICE_UNAVAILABLE'],
    ['known', 'SERVICE_UNAVAILABLE'],
  ] as const)('of an absent organization that Clerk’s read leaves %s is answered %s', async (known, code) => {
    await using db = await testDb()
    await fill(db, { [acme]: [userRecord('user_1')] })
    await db.pool.query(`UPDATE roster.organization SET state = 'absent'`)
    const { as } = testApi(db, { ensureKnown: async () => known })
    expect(await refusal(as(session('user_1', acme)).users.list())).toMatchObject({ code })
  })

  test('of an absent organization that turns out to exist is answered at once', async () => {
    await using db = await testDb()
    await fill(db, { [acme]: [userRecord('user_1')] })
    await db.pool.query(`UPDATE roster.organization SET state = 'absent'`)
    const ensureKnown = async () => {
      await db.pool.query(`UPDATE roster.organization SET state = 'live'`)
      return 'known' as const
    }
    expect(await testApi(db, { ensureKnown }).as(session('user_1', acme)).users.list()).toHaveLength(1)
  })

  test('of an organization whose first reconcile is in flight is answered 503', async () => {
    await using db = await testDb()
    const caller = testApi(db).as(session('user_1', acme))
    expect(await refusal(caller.users.list())).toMatchObject({ code: 'SERVICE_UNAVAILABLE', retryAfter: 5 })
  })
})

describe('users.resolve', () => {
  test('names former members, not deleted users, and nobody of other organizations', async () => {
    await using db = await testDb()
    const members = ['user_1', 'user_2', 'user_3'].map((id) => userRecord(id))
    await fill(db, { [acme]: members, [globex]: [userRecord('user_4')] })
    const store = createMirror(db.pool)
    await store.applyMembershipDeleted(membershipRecord(acme, 'user_2'))
    await store.applyUserDeleted('user_3')
    const caller = testApi(db).as(session('user_1', acme))
    const ids = ['user_1', 'user_2', 'user_3', 'user_4', 'user_5']
    expect(await caller.users.resolve({ ids })).toEqual([
      { id: 'user_1', name: 'John Smith', profilePictureUrl: null, status: 'active' },
      { id: 'user_2', name: 'John Smith', profilePictureUrl: null, status: 'left' },
      { id: 'user_3', name: null, profilePictureUrl: null, status: 'deleted' },
    ])
  })

  test('distinguishes deactivated people from active, former and deleted ones', async () => {
    await using db = await testDb()
    const restricted = {
      user_2: { banned: true },
      user_3: { deprovisioned: true },
      user_4: { banned: true },
      user_5: {},
    }
    const members = [userRecord('user_1'), ...Object.entries(restricted).map(([id, more]) => userRecord(id, more))]
    await fill(db, { [acme]: members, [globex]: [userRecord('user_6', { banned: true })] })
    const store = createMirror(db.pool)
    // A former member is not deactivated here.
    await store.applyMembershipDeleted(membershipRecord(acme, 'user_4'))
    await store.applyUserDeleted('user_5')
    const caller = testApi(db).as(session('user_1', acme))
    const ids = ['user_1', 'user_2', 'user_3', 'user_4', 'user_5', 'user_6']
    const people = await caller.users.resolve({ ids })
    expect(people.map(({ id, status }) => [id, status])).toEqual([
      ['user_1', 'active'],
      ['user_2', 'deactivated'],
      ['user_3', 'deactivated'],
      ['user_4', 'left'],
      ['user_5', 'deleted'],
    ])
    expect(people[1]?.name).toBe('John Smith')
    expect((await caller.users.list()).map(({ id }) => id)).toEqual(['user_1', 'user_2', 'user_3'])
  })

  test('refuses more than 100 ids', async () => {
    await using db = await testDb()
    await fill(db, { [acme]: [userRecord('user_1')] })
    const caller = testApi(db).as(session('user_1', acme))
    const ids = Array.from({ length: 101 }, (_, index) => `user_${index}`)
    expect(await refusal(caller.users.resolve({ ids }))).toMatchObject({ code: 'VALIDATION_ERROR' })
  })
})
