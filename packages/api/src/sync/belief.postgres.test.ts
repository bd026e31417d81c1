import { afterAll, beforeAll, expect, test } from 'vitest'
import { notFound } from '../../testing/stub-clerk.ts'
import { wholeRecord } from '../../testing/odd-fields.ts'
import { stubbedMirror } from '../../testing/stubbed-mirror.ts'
import { applyEvent } from './events.ts'
import { reconcileLeased } from './reconcile/reconcile.ts'
import { createRequestSync } from './request-sync.ts'
import { runResyncPass } from './resync.ts'

type Mirror = Awaited<ReturnType<typeof stubbedMirror>>

let it: Mirror
beforeAll(async () => void (it = await stubbedMirror()))
afterAll(() => it[Symbol.asyncDispose]())

let organizations = 0
/** Creates an organization that was mirrored a while ago and has nothing due. */
async function known(people = 3): Promise<string> {
  const orgId = `org_belief${++organizations}`
  it.put(orgId, people)
  expect(await it.reconcile(orgId)).toMatchObject({ outcome: 'completed' })
  await it.advance(30)
  return orgId
}
const missing = (orgId: string) => (path: string) =>
  path.startsWith(`/v1/organizations/${orgId}`) ? notFound() : undefined
const nothing = () => undefined
/** A request sync whose requests never time out. */
const requests = (mirror = it) => createRequestSync({ ...mirror.deps, sleep: () => new Promise(() => {}) })
/** Makes an organization absent in the mirror by reads alone. */
async function makeAbsent(orgId: string): Promise<void> {
  it.clerk.answer = missing(orgId)
  await it.reconcile(orgId)
  await it.advance(61)
  await it.reconcile(orgId)
  it.clerk.answer = nothing
  expect(await it.stateOf(orgId)).toBe('absent')
}

test('an organization stays listed for a minute after a single 404 from Clerk', async () => {
  const orgId = await known()
  it.clerk.answer = missing(orgId)
  expect(await it.reconcile(orgId)).toMatchObject({ outcome: 'doubtful' })
  await it.advance(50)
  expect(await it.reconcile(orgId)).toMatchObject({ outcome: 'doubtful' })
  await runResyncPass(it.deps)
  expect(await it.listed(orgId)).toHaveLength(3)

  it.clerk.answer = nothing
  await it.advance(15)
  expect(await it.reconcile(orgId)).toMatchObject({ outcome: 'completed', corrections: 0, marked: 0 })
})

test('a 404 has no effect once a later read has contradicted it', async () => {
  const orgId = await known()
  it.clerk.answer = missing(orgId)
  await it.reconcile(orgId)
  it.clerk.answer = nothing
  await it.advance(61)
  await it.reconcile(orgId)
  it.clerk.answer = missing(orgId)
  await it.advance(61)
  expect(await it.reconcile(orgId)).toMatchObject({ outcome: 'doubtful' })
  it.clerk.answer = nothing
})

test('two 404s a minute apart make an organization absent through the loops alone, and it shows again once Clerk finds it', async () => {
  const orgId = await known()
  it.clerk.answer = missing(orgId)
  await it.reconcile(orgId)
  await it.advance(61)
  await runResyncPass(it.deps)
  expect([await it.stateOf(orgId), await it.listed(orgId)]).toEqual(['absent', []])
  it.clerk.answer = nothing
  // The absence is read once more after a minute.
  await it.advance(61)
  await runResyncPass(it.deps)
  expect([await it.stateOf(orgId), (await it.listed(orgId)).length]).toEqual(['live', 3])
})

test('an absent organization is reconciled every 15 minutes for a day, daily for 30 days, and then no longer', async () => {
  const orgId = await known()
  await makeAbsent(orgId)
  it.clerk.answer = missing(orgId)
  const turns: number[] = []
  let minutes = 0
  for (const step of [14, 2, 10, 6, 25 * 60, 60, 22 * 60, 3 * 60, 31 * 24 * 60]) {
    minutes += step
    await it.advance(step * 60)
    const until = (await it.store.now()) / 1_000_000 + 20
    await it.db.pool.query('UPDATE roster.organization SET leased_until = to_timestamp($2) WHERE clerk_id <> $1', [
      orgId,
      until,
    ])
    const [lease] = await it.store.leaseOrganizations(1)
    if (!lease) continue
    expect(lease.orgId).toBe(orgId)
    expect(await reconcileLeased(it.deps, lease)).toMatchObject({ outcome: 'missing' })
    turns.push(minutes)
  }
  expect(turns).toEqual([16, 32, 32 + 25 * 60, 32 + 51 * 60])
  it.clerk.answer = nothing
})

test('requests for an absent organization share one read in 10 s, and are served by the first that finds it', async () => {
  const orgId = await known()
  const sync = requests()
  it.clerk.answer = missing(orgId)
  await it.reconcile(orgId)
  await it.advance(61)
  // The requests' own read makes it absent.
  await it.db.pool.query(`UPDATE roster.organization SET state = 'absent' WHERE clerk_id = $1`, [orgId])
  it.clerk.asked.length = 0
  const asked = await Promise.all(Array.from({ length: 20 }, () => sync.ensureKnown(orgId)))
  expect(new Set(asked)).toEqual(new Set(['missing']))
  expect(await sync.ensureKnown(orgId)).toBe('missing')
  expect(it.clerk.asked).toHaveLength(1)

  it.clerk.answer = nothing
  await it.advance(61)
  expect(await requests().ensureKnown(orgId)).toBe('known')
  expect(await it.listed(orgId)).toHaveLength(3)
})

test('an organization that was never known is unavailable, not missing, until two reads agree', async () => {
  const orgId = `org_belief${++organizations}`
  const ask = () => requests().ensureKnown(orgId)
  expect(await ask()).toBe('unavailable')
  await it.advance(61)
  expect(await ask()).toBe('unavailable')
  await it.advance(61)
  expect(await ask()).toBe('missing')
  it.put(orgId, 2)
  await it.advance(61)
  expect(await ask()).toBe('known')
})

test('a 404 for the memberships of an organization ends no membership', async () => {
  const orgId = await known()
  const userId = `user_${orgId}2`
  it.clerk.answer = missing(orgId)
  await it.store.recordDeadLetter({ eventType: 'organizationMembership.updated', userId, orgId, schemaPath: 'id' })
  await runResyncPass(it.deps)
  expect(await requests().confirmMembership(orgId, userId)).toBe('unavailable')
  it.clerk.answer = nothing
  expect(await it.listed(orgId)).toHaveLength(3)
})

const future = (number: number) => ({ updated_at: 2_000_000_000_000 + number })
test.each(['user', 'membership', 'organization'] as const)(
  'a %s with a later version in the mirror than in Clerk is corrected by two agreeing reads a minute apart',
  async (kind) => {
    const orgId = await known()
    const userId = `user_${orgId}2`
    const event = {
      user: 'user.updated',
      membership: 'organizationMembership.updated',
      organization: 'organization.updated',
    }
    const data = { ...wholeRecord[kind](orgId, 2), ...future(1), first_name: 'Wrong', role: 'wrong' }
    await applyEvent(it.store, { type: event[kind], data })
    const shown = async () => {
      const { rows } = await it.db.pool.query<object>(
        `SELECT u.first_name, m.role, greatest(u.updated_ms, m.updated_ms, o.updated_ms)::float8 AS latest
        FROM roster.app_user u, roster.membership m, roster.organization o WHERE u.clerk_id = $2 AND m.user_id = $2 AND o.clerk_id = $1`,
        [orgId, userId],
      )
      return rows[0]
    }
    const right = { first_name: 'First 2', role: 'org:member', latest: 1_700_000_000_002 }
    expect(await shown()).not.toEqual(right)

    await it.advance(11)
    await it.reconcile(orgId)
    await it.advance(11)
    await runResyncPass(it.deps)
    await it.advance(45)
    await runResyncPass(it.deps)
    expect(await shown()).not.toEqual(right)
    await it.advance(16)
    await runResyncPass(it.deps)
    expect(await shown()).toEqual(right)
  },
)

test('an absent member is read once more, and shows again if the read finds the membership', async () => {
  const orgId = await known()
  const organization = it.clerk.organizations.get(orgId)
  const gone = organization?.memberships.splice(1, 1) ?? []
  await it.reconcile(orgId)
  expect(await it.listed(orgId)).toHaveLength(2)
  organization?.memberships.push(...gone)
  await it.advance(61)
  await runResyncPass(it.deps)
  expect(await it.listed(orgId)).toHaveLength(3)
})

test('if over 5 % of an organization of 50 are absent at once, it is rescanned, braked and logged, unless a flag allows it', async () => {
  const orgId = await known(50)
  const organization = it.clerk.organizations.get(orgId)
  organization?.memberships.splice(10, 3)
  it.lines.length = 0
  it.clerk.asked.length = 0
  expect(await it.reconcile(orgId)).toMatchObject({ outcome: 'braked', corrections: 0 })
  expect(it.lines).toMatchObject([['error', expect.stringContaining('--believe-absences'), { orgId }]])
  expect(it.clerk.asked.filter((path) => path === '/v1/users')).toHaveLength(2)
  expect(await it.listed(orgId)).toHaveLength(50)

  await it.advance(6)
  expect(await it.reconcile(orgId, { believeAbsences: true })).toMatchObject({ outcome: 'completed', corrections: 3 })
  expect(await it.listed(orgId)).toHaveLength(47)
})

test('absences within 10 minutes add up for the brake, and no longer', async () => {
  const orgId = await known(50)
  const leave = async () => {
    it.clerk.organizations.get(orgId)?.memberships.pop()
    return (await it.reconcile(orgId)).outcome
  }
  expect([await leave(), await leave()]).toEqual(['completed', 'completed'])
  expect(await leave()).toBe('braked')
  await it.advance(601)
  expect(await leave()).toBe('completed')
})

test('a key of another instance ends at most three organizations, and all are served at once when the key is right again', async () => {
  await using fresh = await stubbedMirror()
  const orgIds = Array.from({ length: 20 }, (_, at) => `org_${at}`)
  for (const orgId of orgIds) {
    fresh.put(orgId, 2)
    await fresh.reconcile(orgId)
  }
  fresh.clerk.answer = notFound
  for (let round = 0; round < 7; round++) {
    await fresh.advance(120)
    for (const orgId of orgIds) await fresh.reconcile(orgId)
    await runResyncPass(fresh.deps)
  }
  const states = await Promise.all(orgIds.map((orgId) => fresh.stateOf(orgId)))
  expect(states.filter((state) => state !== 'live').length).toBeLessThanOrEqual(3)
  expect(fresh.lines.some(([level, message]) => level === 'error' && message.includes('CLERK_SECRET_KEY'))).toBe(true)

  fresh.clerk.answer = () => undefined
  await fresh.advance(61)
  const sync = requests(fresh)
  expect(new Set(await Promise.all(orgIds.map((orgId) => sync.ensureKnown(orgId))))).toEqual(new Set(['known']))
  for (const orgId of orgIds) expect(await fresh.listed(orgId)).toHaveLength(2)
})
