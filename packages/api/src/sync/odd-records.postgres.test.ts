import { afterAll, beforeAll, expect, test } from 'vitest'
import { oddFields, wholeRecord } from '../../testing/odd-fields.ts'
import { stubbedMirror } from '../../testing/stubbed-mirror.ts'
import { createLog } from '../log.ts'
import { reconcileOrganization } from './reconcile/reconcile.ts'
import { runResyncPass } from './resync.ts'
import type { SyncDeps } from './sync-deps.ts'

let it: Awaited<ReturnType<typeof stubbedMirror>>
beforeAll(async () => void (it = await stubbedMirror()))
afterAll(() => it[Symbol.asyncDispose]())

const ofMembers = oddFields.filter(({ kind }) => kind !== 'organization')

// An organization for each field, in which each value makes one member odd; the first and the last are valid.
test.each(ofMembers.map((one, at) => ({ ...one, orgId: `org_odd${at}` })))(
  'a $kind with an odd “$path” leaves its row unchanged, and the reconcile completes with all others',
  async ({ kind, variants, orgId }) => {
    const people = variants.length + 2
    it.put(orgId, people)
    const organization = it.clerk.organizations.get(orgId)
    if (!organization) throw new Error('no organization')
    const whole = { ...organization }
    const records = Array.from({ length: people }, (_, at) => {
      const record = wholeRecord[kind](orgId, at + 1)
      const variant = variants[at - 1]
      return variant ? variant.of(record) : record
    })
    const odd = kind === 'user' ? { users: records } : { memberships: records }

    Object.assign(organization, odd)
    const first = await it.reconcile(orgId)
    expect(first.outcome).toBe('completed')
    expect(await it.listed(orgId)).toEqual(expect.arrayContaining([`user_${orgId}1`, `user_${orgId}${people}`]))

    await it.advance(11)
    Object.assign(organization, whole)
    await it.reconcile(orgId)
    await it.advance(11)
    await runResyncPass(it.deps)
    const listed = await it.listed(orgId)
    expect(listed).toHaveLength(people)

    await it.advance(11)
    Object.assign(organization, odd)
    expect(await it.reconcile(orgId)).toMatchObject({ outcome: 'completed', unread: first.unread })
    expect((await it.listed(orgId)).sort()).toEqual(listed.sort())
  },
)

test('an odd record is stored and logged once a day, with its id and its path and none of its content', async () => {
  it.put('org_logged', 3)
  const users = it.clerk.organizations.get('org_logged')?.users ?? []
  users[1] = { ...wholeRecord.user('org_logged', 2), created_at: 'planted' }
  const lines = async () => {
    it.lines.length = 0
    expect(await it.reconcile('org_logged')).toMatchObject({ outcome: 'completed', unread: 1 })
    return it.lines.filter(([level]) => level === 'warn')
  }
  const [place, ids] = ['created_at invalid_type', 'user_org_logged2']
  const facts = { orgId: 'org_logged', kind: 'user', path: place, records: 1, ids }
  expect(await lines()).toEqual([['warn', expect.stringContaining('do not match their schema'), facts]])
  await it.advance(3_600)
  expect(await lines()).toEqual([])
  await it.advance(24 * 3_600)
  expect(await lines()).toHaveLength(1)
  const { rows } = await it.db.pool.query(`SELECT * FROM roster.dead_letter WHERE record_id = 'user_org_logged2'`)
  expect(rows).toMatchObject([{ event_type: 'user.read', schema_path: 'created_at invalid_type' }])
  expect(JSON.stringify(rows)).not.toContain('planted')
})

test('odd records of two organizations are both logged, though they are odd in the same way', async () => {
  const shown: unknown[] = []
  const show = (facts: object) => void shown.push(facts)
  const log = createLog({ debug: show, info: show, warn: show, error: show })
  const deps: SyncDeps = { ...it.deps, log: (level, message, facts) => log[level](facts, message) }
  const orgIds = ['org_twice1', 'org_twice2']
  for (const orgId of orgIds) {
    it.put(orgId, 2)
    it.clerk.organizations.get(orgId)?.memberships.push(null)
    it.clerk.organizations.get(orgId)?.users.push({ ...wholeRecord.user(orgId, 3), first_name: 5 })
    await reconcileOrganization(deps, orgId)
  }
  for (const orgId of orgIds)
    for (const [kind, ids] of [
      ['membership', `(no id) in ${orgId}`],
      ['user', `user_${orgId}3`],
    ])
      expect(shown).toContainEqual(expect.objectContaining({ orgId, kind, ids, records: 1 }))
})

test('a scan with a record of an unknown user makes nobody absent', async () => {
  it.put('org_nameless', 4)
  await it.reconcile('org_nameless')
  await it.advance(11)
  const organization = it.clerk.organizations.get('org_nameless')
  organization?.memberships.splice(2, 2, { id: 5 })
  expect(await it.reconcile('org_nameless')).toMatchObject({ outcome: 'completed', unread: 1 })
  expect(await it.listed('org_nameless')).toHaveLength(4)
  organization?.memberships.pop()
  await it.reconcile('org_nameless')
  expect(await it.listed('org_nameless')).toEqual(['user_org_nameless1', 'user_org_nameless2'])
})

test('a membership of an unknown user in a point read does not hide that others left', async () => {
  it.put('org_unnamed', 6)
  await it.reconcile('org_unnamed')
  await it.advance(11)
  const { memberships = [] } = it.clerk.organizations.get('org_unnamed') ?? {}
  const unnamed = { ...wholeRecord.membership('org_unnamed', 3), id: 'orgmem_anew', organization: { id: 'org_else' } }
  memberships.splice(2, 4, unnamed)
  expect(await it.reconcile('org_unnamed')).toMatchObject({ outcome: 'completed', unread: 2 })
  expect(await it.listed('org_unnamed')).toEqual(['user_org_unnamed1', 'user_org_unnamed2', 'user_org_unnamed3'])
})

test('rows that cannot be read do not block others: the rest of the queue is read in the same pass', async () => {
  it.put('org_due', 60)
  await it.reconcile('org_due')
  const users = it.clerk.organizations.get('org_due')?.users ?? []
  for (let at = 0; at < 49; at++) users[at] = { id: `user_org_due${at + 1}`, first_name: 5 }
  await it.db.pool.query('UPDATE roster.app_user SET resync_at = NULL; UPDATE roster.membership SET resync_at = NULL')
  await it.db.pool.query(
    `UPDATE roster.app_user SET resync_at = clock_timestamp() WHERE clerk_id LIKE 'user\\_org\\_due%'`,
  )
  expect(await runResyncPass(it.deps)).toMatchObject({ due: 60, read: 11, unread: 49, failed: 0 })
  expect(await it.listed('org_due')).toHaveLength(60)
  // Not due again at once, and backing off from then on.
  expect(await runResyncPass(it.deps)).toMatchObject({ due: 0 })
})

test('an outage ends a pass, and its remaining rows are due again in 5 s', async () => {
  await it.db.pool.query(
    `UPDATE roster.app_user SET resync_at = clock_timestamp() WHERE clerk_id LIKE 'user\\_org\\_due%'`,
  )
  it.clerk.answer = () => new Response('{}', { status: 503 })
  expect(await runResyncPass(it.deps)).toMatchObject({ read: 0, failed: 1, postponed: 20 })
  it.clerk.answer = () => undefined
  await it.advance(6)
  expect((await runResyncPass(it.deps)).read).toBeGreaterThan(0)
})
