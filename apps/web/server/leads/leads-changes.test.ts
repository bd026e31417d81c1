import { testDb } from '@roster/db/testing'
import { expect, test } from 'vitest'
import { HISTORY, PAGE } from './lead-statements.ts'
import type { Lead } from './leads-router.ts'
import { acme, globex, membershipRecord, openTest, refusal, userRecord } from '../testing/open-leads-test.ts'

const seen = ({ id: leadId, version }: Lead) => ({ leadId, version })

test('leads.changes returns every new, edited, assigned and deleted lead, and no other', async () => {
  await using db = await testDb()
  const { as } = await openTest(db, { [acme]: [userRecord('user_1')] })
  const { leads } = as(acme)
  const first = await leads.create({ name: 'First' })
  const second = await leads.create({ name: 'Second' })
  let { revision } = await leads.list()
  const news = async () => {
    const found = await leads.changes({ after: revision })
    revision = found?.revision ?? -1
    return found && { changed: found.changed, deleted: found.deleted }
  }
  expect(await news()).toEqual({ changed: [], deleted: [] })

  const third = await leads.create({ name: 'Third' })
  expect(await news()).toEqual({ changed: [third], deleted: [] })
  const edited = await leads.edit({ ...seen(first), name: 'Renamed', company: 'Firm', sharedWith: ['user_1'] })
  expect(await news()).toEqual({ changed: [edited], deleted: [] })
  await leads.assign({ ...seen(second), assigneeId: 'user_1' })
  expect(await news()).toMatchObject({ changed: [{ id: second.id, assigneeId: 'user_1', version: 2 }], deleted: [] })
  await leads.assignMany({ leads: [seen(third), seen(edited)], assigneeId: 'user_1' })
  expect(new Set((await news())?.changed.map(({ id }) => id))).toEqual(new Set([third.id, first.id]))
  await leads.reassign({ from: 'user_1', to: null })
  expect((await news())?.changed.map(({ assigneeId }) => assigneeId)).toEqual([null, null, null])
  await leads.delete({ leads: [{ leadId: second.id, version: 3 }] })
  expect(await news()).toEqual({ changed: [], deleted: [second.id] })
  expect(await news()).toEqual({ changed: [], deleted: [] })
})

test('a refused change leaves the revision unchanged', async () => {
  await using db = await testDb()
  const { as } = await openTest(db, {})
  const { leads } = as(acme)
  const lead = await leads.create({ name: 'Redwood' })
  const { revision } = await leads.list()
  await refusal(leads.create({ name: 'Other', assigneeId: 'user_nobody' }))
  await refusal(leads.assign({ ...seen(lead), assigneeId: 'user_nobody' }))
  await refusal(leads.edit({ ...seen(lead), name: 'Other', sharedWith: ['user_nobody'] }))
  await refusal(leads.reassign({ from: 'user_1', to: 'user_nobody' }))
  expect((await leads.list()).revision).toBe(revision)
})

test('a page that is too far behind, or ahead of a restored database, must read the list again', async () => {
  await using db = await testDb()
  const { store, as } = await openTest(db, {})
  const { leads } = as(acme)
  const lead = await leads.create({ name: 'Redwood' })
  const { revision } = await leads.list()
  expect(await leads.changes({ after: revision + 1 })).toBeNull()

  const many = Array.from({ length: PAGE + 1 }, (_, n) => ({
    name: `Lead ${n}`,
    company: null,
    assigneeId: 'user_gone',
  }))
  await store.seed(
    globex,
    many.map((one) => ({ ...one, createdAt: new Date(2025, 0) })),
  )
  const other = as(globex).leads
  await other.reassign({ from: 'user_gone', to: null })
  expect(await other.changes({ after: 0 })).toBeNull()

  await db.pool.query('UPDATE leads.revision SET revision = revision + $2 WHERE org_id = $1', [acme, HISTORY])
  expect(await leads.changes({ after: revision })).not.toBeNull()
  await leads.delete({ leads: [seen(lead)] })
  expect(await leads.changes({ after: revision })).toBeNull()
})

test('deletions are stored only as long as a page may ask for them', async () => {
  await using db = await testDb()
  const { as } = await openTest(db, {})
  const { leads } = as(acme)
  const lead = async () => [seen(await leads.create({ name: 'Redwood' }))]
  const [early, late] = [await lead(), await lead()]
  await leads.delete({ leads: early })
  await db.pool.query('UPDATE leads.revision SET revision = revision + $1', [HISTORY])
  await leads.delete({ leads: late })
  const { rows } = await db.pool.query('SELECT lead_id FROM leads.deletion')
  expect(rows).toEqual(late.map(({ leadId }) => ({ lead_id: leadId })))
})

test('assigning or deleting several leads skips those that somebody changed meanwhile', async () => {
  await using db = await testDb()
  const { as } = await openTest(db, { [acme]: [userRecord('user_1'), userRecord('user_banned', { banned: true })] })
  const { leads } = as(acme)
  const [one, two] = [await leads.create({ name: 'One' }), await leads.create({ name: 'Two' })]
  await leads.edit({ ...seen(two), name: 'Changed', sharedWith: [] })
  const both = [seen(one), seen(two)]
  expect(await leads.assignMany({ leads: both, assigneeId: 'user_1' })).toEqual({
    changed: [{ leadId: one.id, version: 2 }],
  })
  expect(await refusal(leads.assignMany({ leads: both, assigneeId: 'user_1' }))).toMatchObject({
    message: 'This lead was changed meanwhile; look at it again and repeat your change',
  })
  expect(await refusal(leads.assignMany({ leads: both, assigneeId: 'user_banned' }))).toMatchObject({
    message: 'The assignee is banned from signing in; choose another',
  })
  expect(await leads.delete({ leads: [{ leadId: one.id, version: 2 }, seen(two)] })).toEqual({ deleted: [one.id] })
  expect((await leads.list()).leads.map(({ name }) => name)).toEqual(['Changed'])
})

test('a lead is shared with active members only, and a follower who left stays until removed', async () => {
  await using db = await testDb()
  const people = ['user_1', 'user_2', 'user_left', 'user_late'].map((id) => userRecord(id))
  const { mirror, as } = await openTest(db, { [acme]: people, [globex]: [userRecord('user_other')] })
  const { leads } = as(acme)
  await mirror.applyMembershipDeleted(membershipRecord(acme, 'user_late'))
  let lead = await leads.create({ name: 'Redwood', sharedWith: ['user_1', 'user_left', 'user_1'] })
  expect(lead.sharedWith).toEqual(['user_1', 'user_left'])
  await mirror.applyMembershipDeleted(membershipRecord(acme, 'user_left'))
  const share = async (sharedWith: string[]) => {
    lead = await leads.edit({ ...seen(lead), name: 'Redwood', sharedWith })
    return lead.sharedWith
  }
  expect(await share(['user_2', 'user_left'])).toEqual(['user_2', 'user_left'])
  for (const [stranger, why] of [
    ['user_late', 'has left your organization'],
    ['user_other', 'is not a member of your organization'],
    ['user_nobody', 'is not a member of your organization'],
  ] as const) {
    const message = `Somebody you share with ${why}; choose another`
    expect(await refusal(share(['user_2', 'user_left', stranger]))).toMatchObject({ status: 400, message })
    expect(await refusal(leads.create({ name: 'Other', sharedWith: [stranger] }))).toMatchObject({
      status: 400,
      message,
    })
  }
  expect(await share(['user_2'])).toEqual(['user_2'])
  expect(await refusal(share(['user_2', 'user_left']))).toMatchObject({ status: 400 })
  const crowd = Array.from({ length: 101 }, (_, n) => `user_${n}`)
  expect(await refusal(share(crowd))).toMatchObject({ code: 'VALIDATION_ERROR' })
})

test('a new lead can have an assignee, who must be an active member', async () => {
  await using db = await testDb()
  const { as } = await openTest(db, { [acme]: [userRecord('user_1')], [globex]: [userRecord('user_other')] })
  const { leads } = as(acme)
  expect(await leads.create({ name: 'Redwood', assigneeId: 'user_1' })).toMatchObject({ assigneeId: 'user_1' })
  expect(await refusal(leads.create({ name: 'Oak', assigneeId: 'user_other' }))).toMatchObject({
    message: 'The assignee is not a member of your organization; choose another',
  })
  expect((await leads.list()).leads).toHaveLength(1)
})

test('all leads of a former member are reassigned to one active member', async () => {
  await using db = await testDb()
  const { mirror, as } = await openTest(db, { [acme]: ['user_1', 'user_left'].map((id) => userRecord(id)) })
  const { leads } = as(acme)
  for (const name of ['One', 'Two']) await leads.create({ name, assigneeId: 'user_left' })
  await leads.create({ name: 'Nobody’s' })
  await mirror.applyMembershipDeleted(membershipRecord(acme, 'user_left'))
  expect(await refusal(leads.reassign({ from: 'user_1', to: 'user_left' }))).toMatchObject({
    message: 'The assignee has left your organization; choose another',
  })
  expect(await leads.reassign({ from: 'user_left', to: 'user_1' })).toEqual({ count: 2 })
  expect((await leads.list()).leads.map(({ assigneeId }) => assigneeId)).toEqual([null, 'user_1', 'user_1'])
})

test('leads of another organization can’t be read, edited, assigned, shared, reassigned or deleted', async () => {
  await using db = await testDb()
  const { as } = await openTest(db, { [acme]: [userRecord('user_1')], [globex]: [userRecord('user_1')] })
  const theirs = as(globex).leads
  const lead = await theirs.create({ name: 'Redwood', assigneeId: 'user_1', sharedWith: ['user_1'] })
  const { leads } = as(acme)
  const notThere = { code: 'NOT_FOUND', status: 404 }

  expect(await leads.changes({ after: 0 })).toEqual({ revision: 0, changed: [], deleted: [] })
  expect(await refusal(leads.edit({ ...seen(lead), name: 'Mine', sharedWith: ['user_1'] }))).toMatchObject(notThere)
  expect(await refusal(leads.assign({ ...seen(lead), assigneeId: null }))).toMatchObject(notThere)
  expect(await refusal(leads.assignMany({ leads: [seen(lead)], assigneeId: null }))).toMatchObject(notThere)
  expect(await leads.reassign({ from: 'user_1', to: null })).toEqual({ count: 0 })
  expect(await leads.delete({ leads: [seen(lead)] })).toEqual({ deleted: [] })
  expect((await theirs.list()).leads).toEqual([lead])
  expect((await leads.changes({ after: 0 }))?.changed ?? []).toEqual([])

  await theirs.delete({ leads: [seen(lead)] })
  expect((await leads.changes({ after: 0 }))?.deleted ?? []).toEqual([])
})

test('an API key of the organization can call none of the procedures', async () => {
  await using db = await testDb()
  const { as } = await openTest(db, {})
  const lead = seen(await as(acme).leads.create({ name: 'Redwood' }))
  const key = { kind: 'api-key', keyId: 'ak_1', userId: null, sessionId: null, orgId: acme, scopes: [] } as const
  const { leads } = as(acme, { ...key, scopes: [] })
  const calls = [
    leads.changes({ after: 0 }),
    leads.create({ name: 'Oak' }),
    leads.edit({ ...lead, name: 'Oak', sharedWith: [] }),
    leads.assign({ ...lead, assigneeId: null }),
    leads.assignMany({ leads: [lead], assigneeId: null }),
    leads.reassign({ from: 'user_1', to: null }),
    leads.delete({ leads: [lead] }),
  ]
  for (const call of calls) expect(await refusal(call)).toMatchObject({ code: 'FORBIDDEN' })
})

test('concurrent reads of the revision share one statement', async () => {
  await using db = await testDb()
  const { store } = await openTest(db, {})
  const asked = Array.from({ length: 50 }, () => store.revision(acme))
  expect(new Set(asked).size).toBe(1)
  expect(await asked[0]).toBe(0)
  const later = store.revision(acme)
  expect(later).not.toBe(asked[0])
  await later
})
