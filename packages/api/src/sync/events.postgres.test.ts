import { createMirror } from '@roster/db'
import { testDb } from '@roster/db/testing'
import { expect, test } from 'vitest'
import { oddFields, wholeRecord } from '../../testing/odd-fields.ts'
import { stubbedMirror } from '../../testing/stubbed-mirror.ts'
import { applyEvent, isAboutRole } from './events.ts'
import { reconcileLeased } from './reconcile/reconcile.ts'

const NUL = String.fromCodePoint(0)
const [user, membership] = [wholeRecord.user('org_1', 1), wholeRecord.membership('org_1', 1)]
const LETTERS = 'SELECT event_type, user_id, org_id, schema_path FROM roster.dead_letter'

test.each([
  ['user', 'app_user', user],
  ['organization', 'organization', wholeRecord.organization('org_1', 1)],
  ['organizationMembership', 'membership', membership],
])('%s.created and .updated write a row of %s, and .deleted ends it', async (family, table, data) => {
  await using db = await testDb()
  const stateAfter = async (how: string) => {
    expect(await applyEvent(createMirror(db.pool), { type: `${family}.${how}`, data })).toBe('applied')
    return (await db.pool.query<object>(`SELECT state FROM roster.${table}`)).rows
  }
  for (const how of ['created', 'updated']) {
    expect(await stateAfter(how)).toEqual([{ state: 'live' }])
    await db.pool.query(`DELETE FROM roster.${table}`)
  }
  await stateAfter('created')
  expect(await stateAfter('deleted')).toEqual([{ state: 'deleted' }])
})

test.each(['ended', 'removed', 'revoked'])('session.%s revokes the session', async (how) => {
  await using db = await testDb()
  expect(await applyEvent(createMirror(db.pool), { type: `session.${how}`, data: { id: 'sess_1' } })).toBe('applied')
  expect((await db.pool.query('SELECT sid FROM roster.revoked_session')).rows).toEqual([{ sid: 'sess_1' }])
})

const planted = { ...membership, organization: { id: 'planted' }, public_user_data: { user_id: 'planted' } }
test.each([
  ['of an unknown type about a user', 'user.merged', user, ['user_org_11', null, 'type']],
  ['of a type in three parts', 'user.name.updated', user, ['user_org_11', null, 'type']],
  ['of an unknown type about an organization', 'organization.moved', { id: 'org_1' }, [null, 'org_1', 'type']],
  [
    'of an unknown type about a membership',
    'organizationMembership.moved',
    membership,
    ['user_org_11', 'org_1', 'type'],
  ],
  [
    'with ids of another form',
    'organizationMembership.created',
    planted,
    [null, null, 'organization.id invalid_format'],
  ],
  [
    'that ends a membership without an id',
    'organizationMembership.deleted',
    { ...membership, id: null },
    ['user_org_11', 'org_1', 'id invalid_type'],
  ],
  ['about a session with the id of a client', 'session.ended', { id: 'client_1' }, [null, null, 'id invalid_format']],
])('an event %s becomes a dead letter with its well-formed ids alone', async (_, type, data, letter) => {
  await using db = await testDb()
  expect(await applyEvent(createMirror(db.pool), { type, data })).toBe('dead-lettered')
  expect((await db.pool.query({ text: LETTERS, rowMode: 'array' })).rows).toEqual([[type, ...letter]])
})

test.each([
  [undefined, 'type invalid_type'],
  ["user.created'", 'type invalid_format'],
  [' user.created', 'type invalid_format'],
  [`user.${'x'.repeat(60)}`, 'type too_big'],
])('an event of the type “%s” becomes a dead letter in which nothing of the event is stored', async (type, path) => {
  await using db = await testDb()
  expect(await applyEvent(createMirror(db.pool), { type, data: user })).toBe('dead-lettered')
  expect((await db.pool.query({ text: LETTERS, rowMode: 'array' })).rows).toEqual([['unknown', null, null, path]])
})

test('events about other resources are ignored', async () => {
  await using db = await testDb()
  const others =
    'role.updated session.created organizationDomain.created organizationInvitation.accepted billing.user.created'
  for (const type of others.split(' '))
    expect(await applyEvent(createMirror(db.pool), { type, data: user })).toBe('ignored')
  expect((await db.pool.query(LETTERS)).rows).toEqual([])
})

test('an event is about a role if its type says so', () => {
  const isRole = (type: unknown) => isAboutRole({ type, data: {} })
  expect(isRole('role.updated')).toBe(true)
  for (const type of ['user.updated', 'permission.role.updated', 5]) expect(isRole(type)).toBe(false)
  expect(isAboutRole(null)).toBe(false)
})

test('a NUL character, which PostgreSQL cannot store, is removed from text instead of failing the event forever', async () => {
  await using db = await testDb()
  const data = {
    id: 'user_1',
    first_name: `A${NUL}da`,
    last_name: NUL,
    primary_email_address_id: 'idn_1',
    email_addresses: [{ id: 'idn_1', email_address: `ada${NUL}@acme.test` }],
    image_url: `https://img.clerk.com/${NUL}1`,
    has_image: true,
    created_at: 1,
    updated_at: 1,
  }
  expect(await applyEvent(createMirror(db.pool), { type: 'user.created', data })).toBe('applied')
  const { rows } = await db.pool.query('SELECT first_name, last_name, email, image_url FROM roster.app_user')
  expect(rows).toEqual([
    { first_name: 'Ada', last_name: '', email: 'ada@acme.test', image_url: 'https://img.clerk.com/1' },
  ])
})

// As in Clerk's own specification, which requires no user in a membership.
test.each([
  ['names no user', { public_user_data: null }],
  ['has no public_user_data', { public_user_data: undefined }],
  ['names no time', { created_at: null }],
  ['names neither user nor organization', { public_user_data: null, organization: null }],
])('a deletion that %s ends the membership with its id, and no other', async (_, odd) => {
  await using it = await stubbedMirror()
  it.put('org_1', 3)
  await it.reconcile('org_1')
  const data = { ...wholeRecord.membership('org_1', 2), ...odd }
  expect(await applyEvent(it.store, { type: 'organizationMembership.deleted', data })).toBe('applied')
  expect(await it.listed('org_1')).toEqual(['user_org_11', 'user_org_13'])
  // It is a tombstone like any other: the same membership never shows again.
  await applyEvent(it.store, { type: 'organizationMembership.updated', data: wholeRecord.membership('org_1', 2) })
  expect(await it.listed('org_1')).toHaveLength(2)
})

test.each([
  ['role', 5],
  ['role', {}],
  ['updated_at', 'yesterday'],
  ['updated_at', -1],
])('a deletion that comes first ends its membership whatever its “%s” is', async (field, value) => {
  await using it = await stubbedMirror()
  it.put('org_1', 3)
  await it.reconcile('org_1')
  const data = { ...wholeRecord.membership('org_1', 4), public_user_data: { user_id: 'user_org_13' } }
  const type = 'organizationMembership.deleted'
  expect(await applyEvent(it.store, { type, data: { ...data, [field]: value } })).toBe('applied')
  await applyEvent(it.store, { type: 'organizationMembership.created', data })
  expect(await it.listed('org_1')).toEqual(['user_org_11', 'user_org_12'])
})

test('a deletion of a membership id that the mirror does not have makes the organization the next to be reconciled', async () => {
  await using it = await stubbedMirror()
  for (const orgId of ['org_1', 'org_2', 'org_3']) {
    it.put(orgId, 3)
    await it.reconcile(orgId)
  }
  expect(await it.store.leaseOrganizations(1)).toEqual([])
  it.clerk.organizations.get('org_2')?.memberships.pop()
  const data = { ...wholeRecord.membership('org_2', 3), id: 'orgmem_other', public_user_data: null }
  await applyEvent(it.store, { type: 'organizationMembership.deleted', data })
  await it.advance(11)
  const [lease] = await it.store.leaseOrganizations(1)
  expect(lease).toMatchObject({ orgId: 'org_2' })
  if (lease) await reconcileLeased(it.deps, lease)
  expect(await it.listed('org_2')).toHaveLength(2)
  expect(await it.store.leaseOrganizations(1)).toEqual([])
})

test('a change of a membership that names no user makes the organization the next to be reconciled', async () => {
  await using it = await stubbedMirror()
  it.put('org_1', 3)
  await it.reconcile('org_1')
  await it.advance(11)
  const changed = { ...wholeRecord.membership('org_1', 2), role: 'org:admin', updated_at: Date.now() }
  it.clerk.organizations.get('org_1')?.memberships.splice(1, 1, changed)
  const event = { type: 'organizationMembership.updated', data: { ...changed, public_user_data: null } }
  expect(await applyEvent(it.store, event)).toBe('dead-lettered')
  const [lease] = await it.store.leaseOrganizations(1)
  if (lease) await reconcileLeased(it.deps, lease)
  const { rows } = await it.db.pool.query('SELECT role FROM roster.membership ORDER BY user_id')
  expect(rows).toEqual([{ role: 'org:member' }, { role: 'org:admin' }, { role: 'org:member' }])
})

test('an event with any odd field is applied or stored as a dead letter, and is not sent again forever', async () => {
  await using it = await stubbedMirror()
  const types = {
    user: 'user.updated',
    membership: 'organizationMembership.updated',
    organization: 'organization.updated',
  }
  const outcomes = new Set<string>()
  for (const { kind, variants } of oddFields)
    for (const { of } of variants) {
      const data = of(wholeRecord[kind]('org_1', 1))
      outcomes.add(await applyEvent(it.store, { type: types[kind], data }))
      outcomes.add(await applyEvent(it.store, { type: types[kind].replace('updated', 'deleted'), data }))
    }
  expect([...outcomes].sort()).toEqual(['applied', 'dead-lettered'])
})
