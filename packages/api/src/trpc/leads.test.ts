import { createMirror, MAX_LEADS, seedLeads } from '@roster/db'
import { testDb } from '@roster/db/testing'
import { expect, test } from 'vitest'
import { acme, fill, globex, membershipRecord, session, testApi, userRecord } from '../../testing/test-api.ts'
import { toPublicError } from '../errors.ts'
import type { Lead } from './leads.ts'

const refusal = (call: Promise<unknown>) => call.then(() => 'answered', toPublicError)
const at = (ms: number) => new Date(Date.UTC(2025, 0, 1) + ms)

test('pages of leads are all of the organization’s, newest first and each once, also of one moment', async () => {
  await using db = await testDb()
  await fill(db, { [acme]: [userRecord('user_1')], [globex]: [userRecord('user_2')] })
  // Hundreds share a millisecond, so that a page ends within one.
  const many = Array.from({ length: 603 }, (_, index) => ({
    name: `Lead ${index}`,
    company: null,
    createdAt: at(Math.floor(index / 250)),
  }))
  await seedLeads(db, acme, many)
  await seedLeads(db, globex, [{ name: 'Elsewhere', company: null, createdAt: at(0) }])
  const caller = await testApi(db).as(session('user_1', acme))
  const sizes: number[] = []
  const seen: Lead[] = []
  let page = await caller.leads.list()
  for (;;) {
    sizes.push(page.leads.length)
    seen.push(...page.leads)
    if (!page.next) break
    page = await caller.leads.list({ cursor: page.next })
  }
  expect(sizes).toEqual([200, 200, 200, 3])
  expect(new Set(seen.map(({ name }) => name))).toEqual(new Set(many.map(({ name }) => name)))
  const order = seen.map(({ createdAt, id }) => `${createdAt} ${id}`)
  expect(order).toEqual(order.toSorted().toReversed())

  const created = await caller.leads.create({ name: 'Newest' })
  expect((await caller.leads.list({ cursor: null })).leads[0]).toEqual(created)
  const elsewhere = await (await testApi(db).as(session('user_2', globex))).leads.list()
  expect([elsewhere.leads.map(({ name }) => name), elsewhere.next]).toEqual([['Elsewhere'], null])
  // A cursor is a place in the caller's own list, whoever's lead it names.
  const foreign = elsewhere.leads.map(({ createdAt, id }) => ({ createdAt, id }))[0]
  const after = await caller.leads.list({ cursor: foreign })
  expect(after.leads.map(({ name }) => name)).not.toContain('Elsewhere')
})

test('a cursor that names no place is refused', async () => {
  await using db = await testDb()
  await fill(db, { [acme]: [userRecord('user_1')] })
  const caller = await testApi(db).as(session('user_1', acme))
  const id = '00000000-0000-4000-8000-000000000000'
  for (const createdAt of ['', '0000-01-01T00:00:00.000Z', '+275760-09-13T00:00:00.000Z', 'yesterday'])
    expect(await refusal(caller.leads.list({ cursor: { createdAt, id } }))).toMatchObject({ code: 'VALIDATION_ERROR' })
  const first = await caller.leads.list({ cursor: { createdAt: '9999-12-31T23:59:59.999Z', id } })
  expect(first).toEqual({ leads: [], next: null })
})

test('an organization that has as many leads as it may have gets no more, and others do', async () => {
  await using db = await testDb()
  await fill(db, { [acme]: [userRecord('user_1')], [globex]: [userRecord('user_2')] })
  const name = 'A lead'
  await seedLeads(
    db,
    acme,
    Array.from({ length: MAX_LEADS - 1 }, () => ({ name, company: null, createdAt: at(0) })),
  )
  const { as } = testApi(db)
  const caller = await as(session('user_1', acme))
  expect(await caller.leads.create({ name })).toMatchObject({ name })
  const refused: unknown = expect.stringContaining('10,000 leads')
  expect(await refusal(caller.leads.create({ name }))).toMatchObject({ code: 'VALIDATION_ERROR', message: refused })
  expect(await (await as(session('user_2', globex))).leads.create({ name })).toMatchObject({ name })
})

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
