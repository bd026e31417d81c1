import { expect, test } from 'vitest'
import { stubbedMirror } from '../../../testing/stubbed-mirror.ts'
import { wholeRecord } from '../../../testing/odd-fields.ts'
import { runCounts } from './counts.ts'
import { measureDrift } from './measure-drift.ts'
import { progressOf } from './sweep-place.ts'
import { runSweep } from './sweep.ts'
import { runTail } from './tail.ts'

type Mirror = Awaited<ReturnType<typeof stubbedMirror>>
const never = () => false
const HOUR = 3_600_000
const orgIds = ['org_1', 'org_2', 'org_3']

async function filled(people = 7, pageSize = 4): Promise<Mirror> {
  const it = await stubbedMirror(pageSize)
  for (const orgId of orgIds) it.put(orgId, people)
  expect(await sweep(it)).toMatchObject({ outcome: 'completed' })
  // Revisions follow the real clock, which is ahead of the test's by as long as the sweep took.
  await it.advance(20)
  it.clerk.asked.length = 0
  return it
}

async function sweep(it: Mirror, isPaused = never) {
  const lease = await it.store.leaseScan('sweep', 0)
  if (!lease) throw new Error('the sweep is leased')
  return runSweep(it.deps, lease, { everyMs: HOUR, isPaused })
}

const lists = async (it: Mirror) => Promise.all(orgIds.map((orgId) => it.listed(orgId)))
const written = async (it: Mirror) =>
  (
    await it.db.pool.query<{ at: string }>(
      `SELECT string_agg(written_at::text, ' ' ORDER BY written_at) AS at FROM (SELECT written_at FROM roster.app_user
    UNION ALL SELECT written_at FROM roster.membership UNION ALL SELECT written_at FROM roster.organization) AS rows`,
    )
  ).rows[0]?.at

test('one sweep fills an empty mirror, and makes every organization in it known without a backfill', async () => {
  await using it = await filled()
  for (const list of await lists(it)) expect(list).toHaveLength(7)
  for (const orgId of orgIds) expect(await it.store.readSync(orgId)).toMatchObject({ state: 'live', synced: true })
  const { confirmedAt } = await it.store.readSync('org_1')
  expect(confirmedAt).not.toBeNull()
})

test('a sweep spends its own share of calls, so that a first request for an organization is not delayed', async () => {
  await using it = await filled()
  const { rows } = await it.db.pool.query<{ name: string }>('SELECT name FROM roster.clerk_budget WHERE spent > 0')
  expect(rows.map(({ name }) => name)).toEqual(['sweep'])
})

test('a sweep of a correct mirror writes nothing', async () => {
  await using it = await filled()
  const before = await written(it)
  expect(await sweep(it)).toMatchObject({ outcome: 'completed', corrections: 0, marked: 0 })
  expect(await written(it)).toBe(before)
  expect(it.lines.filter(([level]) => level !== 'info')).toEqual([])
})

test('joins, leaves, renames and deletions that no webhook reported are corrected by the next sweep', async () => {
  await using it = await filled()
  const [first, second, third] = orgIds.map((orgId) => it.clerk.organizations.get(orgId))
  first?.memberships.splice(2, 1)
  second?.users.splice(0, 1, { ...wholeRecord.user('org_2', 1), first_name: 'Renamed', updated_at: Date.now() })
  third?.users.push(wholeRecord.user('org_3', 8))
  third?.memberships.push(wholeRecord.membership('org_3', 8))
  third?.users.splice(3, 1)
  third?.memberships.splice(3, 1)
  expect(await sweep(it)).toMatchObject({ outcome: 'completed', corrections: 6 })
  expect((await lists(it)).map(({ length }) => length)).toEqual([6, 7, 7])
  expect(it.lines.some(([level, text]) => level === 'warn' && text.startsWith('A sweep had to correct'))).toBe(true)
  await it.advance(11)
  expect(await sweep(it)).toMatchObject({ outcome: 'completed', corrections: 0 })
})

test('a sweep that stops is resumed by another process at its place', async () => {
  await using it = await filled(24, 4)
  const whole = await sweep(it)
  it.clerk.asked.length = 0
  expect(await sweep(it, () => it.clerk.asked.length > 16)).toMatchObject({ outcome: 'paused' })
  const [scan] = await it.store.readScans()
  expect(scan).toMatchObject({ name: 'sweep', running: true })
  expect(progressOf(scan?.place)).toMatchObject({ step: 'users', organizations: 3 })
  const done = it.clerk.asked.length
  expect(await sweep(it)).toMatchObject({ outcome: 'completed', users: whole.users, memberships: whole.memberships })
  expect(it.clerk.asked.length - done).toBeLessThanOrEqual(whole.calls - done + 1)
})

test('the next page is read while the last one is written, and a place is saved once its pages are', async () => {
  await using it = await filled(40, 4)
  let secondIsAsked: Promise<void> | undefined
  let writing = 0
  const whileWriting: number[] = []
  const store: Mirror['store'] = {
    ...it.store,
    async applyUsers(...change) {
      writing += 1
      // The first page is not written before the second is asked for.
      secondIsAsked ??= new Promise((resolve) => {
        it.clerk.answer = () => {
          resolve()
          return undefined
        }
      })
      await secondIsAsked
      const tally = await it.store.applyUsers(...change)
      writing -= 1
      return tally
    },
    saveScan(...place) {
      whileWriting.push(writing)
      return it.store.saveScan(...place)
    },
  }
  const lease = await it.store.leaseScan('sweep', 0)
  if (!lease) throw new Error('the sweep is leased')
  const swept = await runSweep({ ...it.deps, store }, lease, { everyMs: HOUR, isPaused: never })
  expect([swept.outcome, swept.users]).toEqual(['completed', 120])
  expect(whileWriting.length).toBeGreaterThan(3)
  expect(new Set(whileWriting)).toEqual(new Set([0]))
})

test('a killed sweep repeats at most 25 pages', async () => {
  await using it = await filled(40, 4)
  const { calls } = await sweep(it)
  it.clerk.asked.length = 0
  it.clerk.answer = () => {
    if (it.clerk.asked.length > 78) throw new Error('killed')
    return undefined
  }
  const lease = await it.store.leaseScan('sweep', 0)
  // Like a process that is killed: its lease is not ended.
  const dying = {
    ...it.deps,
    store: { ...it.store, endScan: async () => {} },
    sleep: () => Promise.reject(new Error('killed')),
  }
  if (!lease) throw new Error('the sweep is leased')
  await expect(runSweep(dying, lease, { everyMs: HOUR, isPaused: never })).rejects.toThrow('killed')
  const done = it.clerk.asked.length
  it.clerk.answer = () => undefined
  expect(await it.store.leaseScan('sweep', 0)).toBeNull()
  await it.advance(31)
  expect(await sweep(it)).toMatchObject({ outcome: 'completed' })
  expect(it.clerk.asked.length - calls).toBeLessThanOrEqual(25 + done - 78)
})

test('a page that shifted because members left is read again, and no present member is absent', async () => {
  await using it = await filled(30, 5)
  const gone = it.clerk.organizations.get('org_1')?.memberships
  it.clerk.answer = (path) => {
    if (path === '/v1/organization_memberships' && (gone?.length ?? 0) > 10) gone?.splice(0, 4)
    return undefined
  }
  expect(await sweep(it)).toMatchObject({ outcome: 'completed' })
  it.clerk.answer = () => undefined
  await it.advance(11)
  await sweep(it)
  expect((await lists(it)).map(({ length }) => length)).toEqual([gone?.length, 30, 30])
})

test('a cursor whose user is gone is replaced by an earlier one', async () => {
  await using it = await filled(12, 4)
  let asked = 0
  it.clerk.answer = (path) => {
    if (path !== '/v1/users' || ++asked !== 3) return undefined
    return Response.json({ errors: [{ code: 'invalid' }] }, { status: 422 })
  }
  expect(await sweep(it)).toMatchObject({ outcome: 'completed', corrections: 0 })
})

test('an organization missing from the list becomes absent only after two point reads a minute apart', async () => {
  await using it = await filled()
  it.clerk.organizations.delete('org_2')
  expect(await sweep(it)).toMatchObject({ outcome: 'completed' })
  expect(await it.stateOf('org_2')).toBe('live')
  await it.advance(61)
  await sweep(it)
  expect(await it.stateOf('org_2')).toBe('absent')
})

test('a sweep that would end too much ends nothing: it starts over, and stops with an error the second time', async () => {
  await using it = await filled(120, 100)
  for (const orgId of orgIds) it.clerk.organizations.get(orgId)?.users.splice(0, 100)
  for (const orgId of orgIds) it.clerk.organizations.get(orgId)?.memberships.splice(0, 100)
  expect(await sweep(it)).toMatchObject({ outcome: 'doubtful' })
  await it.advance(6)
  expect(await sweep(it)).toMatchObject({ outcome: 'braked' })
  expect((await lists(it)).map(({ length }) => length)).toEqual([120, 120, 120])
  expect(it.lines.some(([level, text]) => level === 'error' && text.includes('twice'))).toBe(true)
  const lease = await it.store.leaseScan('sweep', 0)
  if (!lease) await it.advance(3_600)
  const again = lease ?? (await it.store.leaseScan('sweep', HOUR))
  if (again) await runSweep(it.deps, again, { everyMs: HOUR, isPaused: never, believeAbsences: true })
  expect((await lists(it)).map(({ length }) => length)).toEqual([20, 20, 20])
})

test('the memberships of a deleted organization, however many, are no drift and stop no sweep', async () => {
  await using it = await filled()
  it.clerk.organizations.delete('org_2')
  await it.store.applyOrganizationDeleted('org_2')
  await it.db.pool.query(`INSERT INTO roster.membership (org_id, user_id, membership_id, created_ms, state, written_at)
    SELECT 'org_2', 'user_' || n, 'orgmem_' || n, 5, 'live', '2020-01-01' FROM generate_series(1, 10001) AS n`)
  await sweep(it)
  await it.advance(11)
  it.clerk.asked.length = 0
  expect(await sweep(it)).toMatchObject({ outcome: 'completed', corrections: 0 })
  expect(it.clerk.asked.filter((path) => path.includes('org_2'))).toEqual([])
  expect(await measureDrift(it.deps, never, () => {})).toEqual([])
})

test('a deleted user who was in many organizations is no drift and stops no sweep', async () => {
  await using it = await stubbedMirror(100)
  for (let number = 1; number <= 250; number++) it.put(`org_${number}`, 0)
  await sweep(it)
  await it.db.pool.query(`INSERT INTO roster.membership (org_id, user_id, membership_id, created_ms, state, written_at)
    SELECT clerk_id, 'user_gone', 'orgmem_' || clerk_id, 5, 'live', '2020-01-01' FROM roster.organization`)
  await it.store.applyUserDeleted('user_gone')
  await it.advance(11)
  expect(await sweep(it)).toMatchObject({ outcome: 'completed', corrections: 0 })
  expect(await measureDrift(it.deps, never, () => {})).toEqual([])
})

test('if Clerk refuses a deep offset, organizations are reconciled in turn until the sweep is tried again in a day', async () => {
  await using it = await filled()
  await it.db.pool.query(`UPDATE roster.organization SET confirmed_at = NULL`)
  expect(await it.store.leaseOrganizations(9)).toEqual([])
  it.clerk.answer = (path) =>
    path === '/v1/organization_memberships'
      ? Response.json({ errors: [{ code: 'invalid' }] }, { status: 422 })
      : undefined
  expect(await sweep(it)).toMatchObject({ outcome: 'refused' })
  expect(await it.store.leaseOrganizations(9)).toHaveLength(3)
  expect(await it.store.leaseScan('sweep', HOUR)).toBeNull()
  await it.advance(24 * 3_600)
  expect(await it.store.leaseScan('sweep', HOUR)).not.toBeNull()
})

test.each([
  ['the organizations', '/v1/organizations', 404],
  ['the memberships', '/v1/organization_memberships', 404],
  ['the memberships', '/v1/organization_memberships', 423],
])('a page of %s (%s) that Clerk refuses once, with %s, does not stop the sweep', async (_what, list, status) => {
  await using it = await filled()
  let pages = 0
  it.clerk.answer = (path) =>
    path === list && ++pages === 1 ? Response.json({ errors: [{ code: 'odd' }] }, { status }) : undefined
  expect(await sweep(it)).toMatchObject({ outcome: 'completed', corrections: 0 })
})

const first4 = (it: Mirror, list: 'users' | 'memberships') => it.clerk.organizations.get('org_1')?.[list].slice(0, 4)
test.each<[string, string, (it: Mirror) => unknown]>([
  ['the first page after every cursor', '/v1/users', (it) => first4(it, 'users')],
  ['users without ids', '/v1/users', (it) => first4(it, 'users')?.map((user) => Object.assign({}, user, { id: 5 }))],
  ['the first page at every offset', '/v1/organization_memberships', (it) => ({ data: first4(it, 'memberships') })],
  ['no record of many', '/v1/organization_memberships', () => ({ data: [], total_count: 9 })],
])('a sweep whose list answers %s ends, and nobody becomes absent', async (_what, path, body) => {
  await using it = await filled(9, 4)
  it.clerk.answer = (asked) => (asked === path ? Response.json(body(it)) : undefined)
  expect(await sweep(it, () => it.clerk.asked.length > 200)).toMatchObject({ outcome: 'refused', corrections: 0 })
  for (const list of await lists(it)) expect(list).toHaveLength(9)
})

test('a page for which a server between here and Clerk had no time is asked for again', async () => {
  await using it = await filled()
  let pages = 0
  it.clerk.answer = (path) =>
    path === '/v1/organization_memberships' && ++pages === 2 ? new Response(null, { status: 408 }) : undefined
  expect(await sweep(it)).toMatchObject({ outcome: 'completed', corrections: 0 })
})

test.each([
  ['two records fewer', -2],
  ['far fewer records', -20],
  ['a record more', 1],
  ['far more records', 900],
])(
  'a sweep completes if the total of a list counts %s than it has, and asks for nobody by name',
  async (_what, more) => {
    await using it = await filled(9, 4)
    it.clerk.total = (total) => total + more
    expect(await sweep(it, () => it.clerk.asked.length > 200)).toMatchObject({ outcome: 'completed', corrections: 0 })
    expect(it.clerk.asked.filter((path) => path.includes('_org_') || path.endsWith('/memberships'))).toEqual([])
  },
)

test('a first page without any time that is understood asks for nobody by name', async () => {
  await using it = await filled(9, 4)
  const users = it.clerk.organizations.get('org_1')?.users ?? []
  for (let at = 0; at < 4; at++) users[at] = { ...wholeRecord.user('org_1', at + 1), created_at: 'yesterday' }
  expect(await sweep(it)).toMatchObject({ outcome: 'completed', unread: 4 })
  expect(it.clerk.asked.filter((path) => path.startsWith('/v1/users/'))).toEqual([])
})

test('an odd record counts as seen, and one without an id makes nobody absent', async () => {
  await using it = await filled()
  const memberships = it.clerk.organizations.get('org_1')?.memberships
  memberships?.splice(1, 1, { ...wholeRecord.membership('org_1', 2), created_at: 'yesterday' })
  expect(await sweep(it)).toMatchObject({ outcome: 'completed', unread: 1, corrections: 0 })
  memberships?.splice(1, 1, { ...wholeRecord.membership('org_1', 2), id: null })
  memberships?.splice(4, 1)
  await it.advance(11)
  expect(await sweep(it)).toMatchObject({ outcome: 'completed', corrections: 0 })
  expect(await it.listed('org_1')).toHaveLength(7)
})

async function counts(it: Mirror, isPaused = never): Promise<number> {
  const lease = await it.store.leaseScan('counts', 0)
  return lease ? runCounts(it.deps, lease, 300_000, isPaused) : -1
}

test('counts end although every offset is answered with the first page', async () => {
  await using it = await filled()
  const first = { data: [wholeRecord.organization('org_1', 3)], total_count: 1_000 }
  it.clerk.answer = (path) => (path === '/v1/organizations' ? Response.json(first) : undefined)
  await counts(it, () => it.clerk.asked.length > 50)
  expect(it.clerk.asked.length).toBeLessThan(50)
})

test('counts find unreported joins and leaves and make these organizations due, once for each difference', async () => {
  await using it = await filled()
  expect(await counts(it)).toBe(0)
  it.clerk.organizations.get('org_2')?.memberships.pop()
  await it.advance(300)
  expect(await counts(it)).toBe(1)
  const leases = await it.store.leaseOrganizations(5)
  expect(leases.map(({ orgId }) => orgId)).toEqual(['org_2'])
  await it.advance(31)
  for (const orgId of orgIds) await it.reconcile(orgId)
  expect(await it.listed('org_2')).toHaveLength(6)
  await it.advance(300)
  expect(await counts(it)).toBe(0)
})

test('a difference that remains after a reconcile is not handled again', async () => {
  await using it = await filled()
  it.clerk.answer = (path) =>
    path === '/v1/organizations'
      ? Response.json({ data: [{ ...wholeRecord.organization('org_1', 0), members_count: 8 }], total_count: 1 })
      : undefined
  expect(await counts(it)).toBe(1)
  it.clerk.answer = () => undefined
  await it.reconcile('org_1')
  it.clerk.answer = (path) =>
    path === '/v1/organizations'
      ? Response.json({ data: [{ ...wholeRecord.organization('org_1', 0), members_count: 8 }], total_count: 1 })
      : undefined
  await it.advance(300)
  expect(await counts(it)).toBe(0)
})

test('a difference that is found during a reconcile is handled after it', async () => {
  await using it = await filled()
  await it.store.hurryOrganization('org_2')
  await it.advance(1)
  const [lease] = await it.store.leaseOrganizations(1)
  if (!lease) throw new Error('org_2 is not due')
  it.clerk.organizations.get('org_2')?.memberships.pop()
  await counts(it)
  await it.store.endLease(lease, 'completed')
  await it.advance(300)
  await counts(it)
  expect(await it.store.leaseOrganizations(5)).toMatchObject([{ orgId: 'org_2' }])
})

test('a count that the database cannot store hides no difference of another organization', async () => {
  await using it = await filled()
  const [first, second] = orgIds.map((orgId) => it.clerk.organizations.get(orgId))
  if (first) first.record = { ...wholeRecord.organization('org_1', 0), members_count: 3_000_000_000 }
  second?.memberships.pop()
  expect(await counts(it)).toBe(1)
})

async function tail(it: Mirror): Promise<number> {
  const lease = await it.store.leaseScan('tail', 0)
  return lease ? runTail(it.deps, lease, 60_000, never) : -1
}

test('the tail finds everything new since its last run in three calls', async () => {
  await using it = await filled(20, 10)
  expect(await tail(it)).toBe(0)
  it.clerk.organizations
    .get('org_1')
    ?.users.splice(0, 1, { ...wholeRecord.user('org_1', 1), first_name: 'New', updated_at: Date.now() })
  it.clerk.organizations
    .get('org_2')
    ?.users.push({ ...wholeRecord.user('org_2', 21), created_at: Date.now(), updated_at: Date.now() })
  it.clerk.organizations
    .get('org_2')
    ?.memberships.push({ ...wholeRecord.membership('org_2', 21), created_at: Date.now() })
  await it.advance(61)
  expect(await tail(it)).toBe(3)
  it.clerk.asked.length = 0
  await it.advance(61)
  expect(await tail(it)).toBe(0)
  expect(it.clerk.asked).toHaveLength(3)
  expect(await it.listed('org_2')).toHaveLength(21)
})

test('one user edited in the far future does not keep the tail from the pages after the first', async () => {
  await using it = await filled(30, 4)
  const users = it.clerk.organizations.get('org_1')?.users ?? []
  const edit = (number: number, updatedAt: number) =>
    users.splice(number - 1, 1, { ...wholeRecord.user('org_1', number), first_name: 'New', updated_at: updatedAt })
  await tail(it)
  edit(1, Date.now() + 9 * HOUR)
  await it.advance(61)
  expect(await tail(it)).toBe(1)
  for (let number = 2; number <= 12; number++) edit(number, Date.now() + number)
  await it.advance(61)
  expect(await tail(it)).toBe(11)
})

test('a user without a time of change does not keep the tail from the pages after the first', async () => {
  await using it = await filled(30, 4)
  const users = it.clerk.organizations.get('org_1')?.users ?? []
  users.splice(12, 1, { ...wholeRecord.user('org_1', 13), updated_at: Date.now() })
  await tail(it)
  const edited = users
    .slice(1, 12)
    .map((user) => Object.assign({}, user, { first_name: 'New', updated_at: Date.now() }))
  users.splice(0, 12, { ...wholeRecord.user('org_1', 1), updated_at: null }, ...edited)
  await it.advance(61)
  expect(await tail(it)).toBe(11)
})

test('a drift is reported by organization, and nothing is written', async () => {
  await using it = await filled()
  expect(await measureDrift(it.deps, never, () => {})).toEqual([])
  it.clerk.organizations.get('org_1')?.memberships.splice(2, 1)
  it.clerk.organizations
    .get('org_2')
    ?.users.splice(0, 1, { ...wholeRecord.user('org_2', 1), first_name: 'Other', updated_at: Date.now() })
  it.put('org_4', 2)
  const before = await written(it)
  expect(await measureDrift(it.deps, never, () => {})).toEqual([
    { orgId: '', missing: 2, surplus: 0, different: 0 },
    { orgId: 'org_1', missing: 0, surplus: 1, different: 0 },
    { orgId: 'org_2', missing: 0, surplus: 0, different: 1 },
    { orgId: 'org_4', missing: 3, surplus: 0, different: 0 },
  ])
  expect(await written(it)).toBe(before)
})

test('an organization that Clerk denied once, and has, is no drift', async () => {
  await using it = await filled()
  await it.store.applyOrganizationAbsent('org_2', await it.store.now(), true)
  expect(await measureDrift(it.deps, never, () => {})).toEqual([])
})

test('a membership that was written within the fence does not become absent', async () => {
  await using it = await filled()
  it.clerk.organizations.get('org_1')?.memberships.splice(2, 1)
  await it.store.applyMemberships(
    [
      {
        orgId: 'org_1',
        userId: 'user_org_13',
        membershipId: 'orgmem_new',
        role: 'r',
        createdMs: Date.now(),
        updatedMs: Date.now(),
      },
    ],
    { kind: 'webhook' },
  )
  await sweep(it)
  expect(await it.listed('org_1')).toHaveLength(7)
})
