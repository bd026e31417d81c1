import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { letTimePass, testDb, type TestDb } from '../../testing/index.ts'
import type { MirrorStore } from '../mirror.ts'
import { createMirror } from '../mirror/create-mirror.ts'
import { noteUse } from '../read/organization-use.ts'
import { verifiedOrganizationId } from '../read/organization-id.ts'
import { readStandings } from '../read/standing.ts'

// The clock is set back two hours, so that every stored time is in the future.
const STEP_S = -7_200
const ORG = verifiedOrganizationId('org_1')
const times = { createdMs: 1, updatedMs: 1 }
const webhook = { kind: 'webhook' } as const
const membership = { orgId: ORG, userId: 'user_1', membershipId: 'm_1', role: 'r', ...times }

let db: TestDb
let mirror: MirrorStore
beforeAll(async () => {
  db = await testDb()
  mirror = createMirror(db.background)
})
afterAll(() => db[Symbol.asyncDispose]())
beforeEach(async () => {
  await db.pool.query(
    'TRUNCATE roster.organization, roster.membership, roster.app_user, roster.clerk_budget, roster.instance',
  )
  await mirror.applyOrganizations([{ id: ORG, ...times }], webhook)
})

const setBack = () => letTimePass(db, STEP_S)

test('a lease from the future has no holder, and its organization is due at once', async () => {
  await mirror.leaseOrganization(ORG)
  await setBack()
  expect(await mirror.leaseOrganizations(1)).toMatchObject([{ orgId: ORG }])
})

async function reconcile(how: 'completed' | 'failed'): Promise<void> {
  const lease = await mirror.leaseOrganization(ORG)
  if (lease) await mirror.endLease(lease, how)
}

test('an organization confirmed and used in the future is due at once, before all others', async () => {
  await mirror.applyOrganizations([{ id: 'org_0', ...times }], webhook)
  await reconcile('completed')
  await noteUse(db, ORG)
  await setBack()
  await db.pool.query(
    `UPDATE roster.organization SET confirmed_at = clock_timestamp() - interval '9 days' WHERE clerk_id = 'org_0'`,
  )
  expect(await mirror.readSync(ORG)).toEqual({ state: 'live', synced: true, confirmedAt: null })
  const [standing] = await readStandings(db, [{ orgId: ORG, userId: null, sessionId: null }])
  expect(standing?.organization?.confirmedMs).toBeNull()
  expect(await mirror.leaseOrganizations(1)).toMatchObject([{ orgId: ORG }])
})

test('an organization hurried in the future is due once, and not for as long as the clock was set back', async () => {
  await mirror.hurryOrganization(ORG)
  await setBack()
  await reconcile('completed')
  expect(await mirror.leaseOrganizations(1)).toEqual([])
})

test('a change that only marks or doubts a row from the future is not counted as written', async () => {
  await mirror.applyMemberships([membership], webhook)
  await setBack()
  const now = await mirror.now()
  expect(await mirror.applyOrganizationAbsent(ORG, now, true)).toEqual({ written: 0, marked: 1 })
  const lower = { ...membership, updatedMs: 0 }
  expect(await mirror.applyMemberships([lower], { kind: 'point', startedAt: now })).toEqual({ written: 0, marked: 1 })
})

test('an organization that failed in the future is due without further rest', async () => {
  await reconcile('failed')
  expect(await mirror.leaseOrganizations(1)).toEqual([])
  await setBack()
  expect(await mirror.leaseOrganizations(1)).toMatchObject([{ orgId: ORG }])
})

test('an absent organization that was checked in the future is due at once', async () => {
  await db.pool.query(`UPDATE roster.organization SET state = 'absent', checked_at = clock_timestamp()`)
  expect(await mirror.leaseOrganizations(1)).toEqual([])
  await setBack()
  expect(await mirror.leaseOrganizations(1)).toMatchObject([{ orgId: ORG }])
})

test('a use that was recorded in the future is recorded again', async () => {
  await noteUse(db, ORG)
  await setBack()
  await noteUse(db, ORG)
  const { rowCount } = await db.pool.query('SELECT FROM roster.organization WHERE used_at <= clock_timestamp()')
  expect(rowCount).toBe(1)
})

test('a call window and a pause that began in the future block no call', async () => {
  await mirror.takeCall('resync', 1)
  expect(await mirror.takeCall('resync', 1)).toMatchObject({ granted: false })
  await setBack()
  expect(await mirror.takeCall('resync', 1)).toMatchObject({ granted: true })
  await mirror.pauseCalls(60_000)
  await setBack()
  expect(await mirror.takeCall('strong', 1)).toMatchObject({ granted: true })
  await mirror.pauseCalls(60_000)
  expect((await mirror.takeCall('strong', 9)).retryAfterMs).toBeGreaterThan(50_000)
  expect((await mirror.takeCall('strong', 9)).retryAfterMs).toBeLessThanOrEqual(60_000)
})

test('a mark that was postponed into the future is due', async () => {
  await mirror.recordDeadLetter({ eventType: 'user.updated', userId: 'user_1', orgId: null, schemaPath: 'id' })
  await setBack()
  expect(await mirror.leaseDue(10)).toMatchObject([{ kind: 'user', userId: 'user_1' }])
})

test('a row written in the future is corrected by a read of now, and not by a read of the future', async () => {
  await mirror.applyMemberships([membership], webhook)
  const ahead = await mirror.now()
  await setBack()
  const role = async () => (await db.pool.query<{ role: string }>('SELECT role FROM roster.membership')).rows[0]?.role
  const edited = { ...membership, role: 'edited' }
  await mirror.applyMemberships([edited], { kind: 'list', startedAt: ahead + 7_200_000_000 })
  expect(await role()).toBe('r')
  await mirror.applyMemberships([edited], { kind: 'list', startedAt: await mirror.now() })
  expect(await role()).toBe('edited')
})

test('an organization whose list changed in the future is compared with Clerk’s count', async () => {
  await reconcile('completed')
  await setBack()
  await db.pool.query(`UPDATE roster.organization SET revision = revision + ${-STEP_S * 1_000_000}`)
  expect(await mirror.compareCounts([{ orgId: ORG, members: 1 }], await mirror.now())).toBe(1)
  expect(await mirror.leaseOrganizations(1)).toMatchObject([{ orgId: ORG }])
})

test('a row written in the future that differs from Clerk is drift', async () => {
  await mirror.applyMemberships([membership], webhook)
  await setBack()
  const records = [{ ...membership, role: 'edited' }]
  const stretch = { from: null, to: null, ids: ['m_1'], startedAt: await mirror.now() }
  expect(await mirror.compareStretch({ kind: 'membership', records }, stretch)).toMatchObject([{ what: 'different' }])
})

test('the health report ignores times in the future and has no negative value', async () => {
  await mirror.claimInstance('https://clerk.example.test')
  await mirror.noteWebhook()
  const lease = await mirror.leaseOrganization(ORG)
  if (lease) await mirror.endLease(lease, 'completed')
  await setBack()
  expect(await mirror.health()).toMatchObject({ unconfirmedMs: 0, webhookSilentMs: null })
  await createMirror(db.background).noteWebhook()
  expect((await mirror.health()).webhookSilentMs).toBeGreaterThanOrEqual(0)
})
