import { toPublicError } from '@roster/api/testing'
import { testDb } from '@roster/db/testing'
import { expect, test } from 'vitest'
import type { Lead } from './leads-router.ts'
import { MAX_LEADS } from './lead-statements.ts'
import { acme, globex, member, membershipRecord, openTest, refusal, userRecord } from '../testing/open-leads-test.ts'

const at = (ms: number) => new Date(Date.UTC(2025, 0, 1) + ms)

test('the pages contain each lead of the organization once, newest first, even if many share a timestamp', async () => {
  await using db = await testDb()
  const { store, as } = await openTest(db, {})
  // Hundreds share a millisecond, so that a page ends inside one.
  const many = Array.from({ length: 603 }, (_, index) => ({
    name: `Lead ${index}`,
    company: null,
    createdAt: at(Math.floor(index / 250)),
  }))
  await store.seed(acme, many)
  await store.seed(globex, [{ name: 'Elsewhere', company: null, createdAt: at(0) }])
  const caller = as(acme)
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
  const elsewhere = await as(globex).leads.list()
  expect([elsewhere.leads.map(({ name }) => name), elsewhere.next]).toEqual([['Elsewhere'], null])
  // A cursor is a position in the caller's own list, even if it names another organization's lead.
  const foreign = elsewhere.leads.map(({ createdAt, id }) => ({ createdAt, id }))[0]
  const after = await caller.leads.list({ cursor: foreign })
  expect(after.leads.map(({ name }) => name)).not.toContain('Elsewhere')
})

test('calls that wait for the same page share one turn, which sees what was written before it', async () => {
  await using db = await testDb()
  const { store, as } = await openTest(db, {})
  for (const orgId of [acme, globex]) {
    await store.seed(orgId, [{ name: `First of ${orgId}`, company: null, createdAt: at(0) }])
  }
  const turns: (() => void)[] = []
  const queue = (orgId: typeof acme) =>
    as(orgId, member(orgId), (work) => new Promise<void>((resolve) => turns.push(resolve)).then(work))
  const cursor = { createdAt: at(0).toISOString(), id: '00000000-0000-4000-8000-000000000000' }
  const inputs = [undefined, {}, { cursor: null }, { cursor }]
  const calls = [acme, globex].map((orgId) => inputs.map((input) => queue(orgId).leads.list(input)))
  await expect.poll(() => turns.length).toBe(4)
  await as(acme).leads.create({ name: 'Second' })
  for (const begin of turns) begin()
  const [own, others] = await Promise.all(calls.map((asked) => Promise.all(asked)))
  const names = (pages: typeof own = []) => pages.map(({ leads }) => leads.map(({ name }) => name).join())
  const newest = 'Second,First of org_acme'
  expect(names(own)).toEqual([newest, newest, newest, ''])
  expect(names(others)).toEqual([...Array.from({ length: 3 }, () => 'First of org_globex'), ''])

  const refused = as(acme, member(acme), () => Promise.reject(new Error('Too many wait')))
  await expect(refused.leads.list()).rejects.toThrow('Too many wait')
  expect(names([await as(acme).leads.list()])).toEqual([newest])
})

test('a malformed cursor is refused', async () => {
  await using db = await testDb()
  const { as } = await openTest(db, {})
  const caller = as(acme)
  const id = '00000000-0000-4000-8000-000000000000'
  for (const createdAt of ['', '0000-01-01T00:00:00.000Z', '+275760-09-13T00:00:00.000Z', 'yesterday'])
    expect(await refusal(caller.leads.list({ cursor: { createdAt, id } }))).toMatchObject({ code: 'VALIDATION_ERROR' })
  const first = await caller.leads.list({ cursor: { createdAt: '9999-12-31T23:59:59.999Z', id } })
  expect(first).toEqual({ revision: 0, leads: [], next: null })
})

test('an organization at its limit of leads gets no more, and others are not affected', async () => {
  await using db = await testDb()
  const { store, as } = await openTest(db, {})
  const name = 'A lead'
  await store.seed(
    acme,
    Array.from({ length: MAX_LEADS - 1 }, () => ({ name, company: null, createdAt: at(0) })),
  )
  const caller = as(acme)
  expect(await caller.leads.create({ name })).toMatchObject({ name })
  const refused: unknown = expect.stringContaining('10,000 leads')
  expect(await refusal(caller.leads.create({ name }))).toMatchObject({ code: 'VALIDATION_ERROR', message: refused })
  expect(await as(globex).leads.create({ name })).toMatchObject({ name })
})

test('a lead is assigned to active members only, and the refusal gives the true reason', async () => {
  await using db = await testDb()
  const people = [
    userRecord('user_1'),
    userRecord('user_banned', { banned: true }),
    userRecord('user_scim', { deprovisioned: true }),
    userRecord('user_left'),
    userRecord('user_gone', { banned: true }),
    userRecord('user_deleted'),
  ]
  const { mirror, as } = await openTest(db, { [acme]: people, [globex]: [userRecord('user_other')] })
  for (const id of ['user_left', 'user_gone']) await mirror.applyMembershipDeleted(membershipRecord(acme, id))
  await mirror.applyUserDeleted('user_deleted')
  await mirror.applyMemberships([membershipRecord(acme, 'user_new')], { kind: 'webhook' })
  const { leads } = as(acme)
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
  expect(await assign('user_1')).toMatch(/^400 This lead was changed meanwhile/)
  expect(await assign(null, lead.version + 1)).toBe('assigned')
})

test('an API key of the organization can’t read its leads', async () => {
  await using db = await testDb()
  const { as } = await openTest(db, {})
  const key = as(acme, { kind: 'api-key', keyId: 'ak_1', userId: null, sessionId: null, orgId: acme, scopes: [] })
  expect(await refusal(key.leads.list())).toMatchObject({ code: 'FORBIDDEN' })
})

test('a lead of a deleted person keeps its assignee’s id, so that it is not shown as unassigned', async () => {
  await using db = await testDb()
  const { mirror, as } = await openTest(db, { [acme]: [userRecord('user_1')] })
  const { leads } = as(acme)
  const { id, version } = await leads.create({ name: 'Redwood' })
  await leads.assign({ leadId: id, assigneeId: 'user_1', version })
  await mirror.applyUserDeleted('user_1')
  expect((await leads.list()).leads).toMatchObject([{ id, assigneeId: 'user_1' }])
})
