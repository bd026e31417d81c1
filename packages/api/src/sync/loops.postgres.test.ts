import { startLocalClerk } from '@roster/clerk-local'
import { createMirror } from '@roster/db'
import { letTimePass, testDb } from '@roster/db/testing'
import { expect, test, vi } from 'vitest'
import { z } from 'zod'
import { createClerkReader } from '../clerk/create-clerk-reader.ts'
import { runMirrorLoops } from './loops.ts'
import { reconcileOrganization } from './reconcile/reconcile.ts'
import { readPlace } from './sweep/sweep-place.ts'
import { createSyncDeps, type MirrorLog } from './sync-deps.ts'
import { nothingDone } from './upkeep.ts'

type Line = { level: Parameters<MirrorLog>[0]; message: string; facts: Parameters<MirrorLog>[2] }

/** Starts a mirror that holds acme as Clerk does, and its loops, which run until the awaited line has been logged. */
async function start() {
  const clerk = await startLocalClerk({ port: 0, organizations: { globex: 40, initech: 60 } })
  const db = await testDb()
  const store = createMirror(db.background)
  await store.claimInstance(clerk.issuer)
  const lines: Line[] = []
  const parts = {
    store,
    reader: createClerkReader(clerk),
    callsPerWindow: 1_000,
    log: (level: Line['level'], message: string, facts: Line['facts']) => void lines.push({ level, message, facts }),
  }
  const call = async (method: string, path: string, body?: object): Promise<unknown> => {
    const headers = { authorization: `Bearer ${clerk.secretKey}`, 'content-type': 'application/json' }
    const init = { method, headers, ...(body && { body: JSON.stringify(body) }) }
    return (await fetch(`${clerk.apiUrl}/v1${path}`, init)).json()
  }
  const { id: orgId } = z.object({ id: z.string() }).parse(await call('GET', '/organizations/acme'))
  const once = new AbortController()
  await reconcileOrganization(createSyncDeps({ ...parts, signal: once.signal }), orgId)
  lines.length = 0

  return {
    clerk,
    db,
    store,
    call,
    orgId,
    lines,
    warnings: () => lines.filter(({ level }) => level === 'warn'),
    makeStale: () => db.pool.query('UPDATE roster.organization SET due_at = clock_timestamp(), leased_until = NULL'),
    /** Postpones the scans of the whole instance, so that other readers find what is wrong. */
    parkScans: () =>
      db.pool.query(
        `INSERT INTO roster.scan (name, began_at, due_at) SELECT name, clock_timestamp(), clock_timestamp() + interval '45 seconds'
        FROM unnest(ARRAY['sweep', 'counts', 'tail']) AS name ON CONFLICT DO NOTHING`,
      ),
    async runUntil(message: RegExp, options = {}) {
      const stop = new AbortController()
      const running = runMirrorLoops(createSyncDeps({ ...parts, signal: stop.signal }), stop.signal, options)
      await vi.waitFor(() => expect(lines.map((line) => line.message).join('\n')).toMatch(message), 15_000)
      stop.abort()
      await running
    },
    async [Symbol.asyncDispose]() {
      await clerk.close()
      await db.close()
    },
  }
}

test('corrections of a confirmed mirror are logged as a warning with the organization and their number', async () => {
  await using it = await start()
  const [user] = z.array(z.object({ id: z.string() })).parse(await it.call('GET', `/users?organization_id=${it.orgId}`))
  await it.call('PATCH', `/users/${user?.id}`, { first_name: 'Unheard' })
  await it.parkScans()
  await it.makeStale()
  await it.runUntil(/Reconciled an organization/)
  const lostOrLate: unknown = expect.stringMatching(/Webhooks were lost or are late/)
  expect(it.warnings()).toEqual([
    {
      level: 'warn',
      message: lostOrLate,
      facts: { orgId: it.orgId, corrections: 1 },
    },
  ])
})

test('a first reconcile, and one that changes nothing, log no warning', async () => {
  await using it = await start()
  await it.parkScans()
  await it.makeStale()
  await it.runUntil(/Reconciled an organization/)
  await it.store.forgetSync()
  await it.parkScans()
  await it.makeStale()
  await it.db.pool.query(`DELETE FROM roster.membership`)
  it.lines.length = 0
  await it.runUntil(/Reconciled an organization/)
  expect(it.warnings()).toEqual([])
})

test('only what no webhook reported counts as corrected: no first read, and no earlier part of a resumed sweep', async () => {
  await using it = await start()
  const done = nothingDone()
  const corrected = () => done.reconcileCorrections + done.sweepCorrections
  await it.runUntil(/Read the whole instance\./, { done })
  expect([corrected(), done.sweeps]).toEqual([0, 1])

  it.lines.length = 0
  const [user] = z.array(z.object({ id: z.string() })).parse(await it.call('GET', '/users'))
  await it.call('PATCH', `/users/${user?.id}`, { first_name: 'Unreported' })
  await letTimePass(it.db, 3_700)
  await it.runUntil(/Read the whole instance\./, { done })
  expect([corrected(), done.sweeps]).toEqual([1, 2])

  it.lines.length = 0
  await letTimePass(it.db, 3_700)
  const lease = await it.store.leaseScan('sweep', 0)
  const saved = lease && (await it.store.saveScan(lease, { ...readPlace(null), corrections: 50 }))
  if (saved) await it.store.endScan(saved, { how: 'given-up', restMs: 0 })
  await it.runUntil(/Read the whole instance\./, { done })
  expect([corrected(), done.sweeps]).toEqual([1, 3])
})

test('a reconcile that Clerk does not answer is logged as a warning', async () => {
  await using it = await start()
  it.clerk.setFaults({ apiErrorChance: 1 })
  await it.parkScans()
  await it.makeStale()
  await it.runUntil(/Clerk did not answer a reconcile/)
  expect(it.warnings()[0]?.facts).toMatchObject({ orgId: it.orgId, outcome: 'unavailable' })
})

test('a day without webhooks is logged as a warning, unless none has ever come', async () => {
  await using it = await start()
  await it.runUntil(/summary/)
  expect(it.warnings()).toEqual([])
  await it.db.pool.query(`UPDATE roster.instance SET webhook_seen_at = clock_timestamp() - interval '25 hours'`)
  await it.runUntil(/No webhook has come for a day/)
  expect(it.warnings()[0]?.facts).toEqual({ hours: 25 })
})

test('a lost deletion of a user in no organization leaves no personal data after some days', async () => {
  await using it = await start()
  await it.parkScans()
  await it.db.pool.query(
    `INSERT INTO roster.app_user (clerk_id, first_name, email, state, written_at)
    VALUES ('user_gone', 'Planted', 'planted@personal.test', 'live', clock_timestamp() - interval '8 days')`,
  )
  await it.runUntil(/Read marked rows/)
  const { rows } = await it.db.pool.query('SELECT state, first_name, email FROM roster.app_user WHERE clerk_id = $1', [
    'user_gone',
  ])
  expect(rows).toEqual([{ state: 'absent', first_name: null, email: null }])
})

test('the summary reports what waits, for how long, and when the last webhook came', async () => {
  await using it = await start()
  await it.store.noteWebhook()
  const marked = await it.db.pool.query(
    `UPDATE roster.app_user SET resync_at = clock_timestamp() - interval '1 minute'
    WHERE clerk_id = (SELECT max(clerk_id) FROM roster.app_user)`,
  )
  expect(marked.rowCount).toBe(1)
  await it.db.pool.query(`UPDATE roster.organization SET confirmed_at = clock_timestamp() - interval '5 minutes'`)
  const health = await it.store.health()
  expect(health).toMatchObject({ due: 1, deadLetters: 0 })
  expect(health.oldestDueMs).toBeGreaterThanOrEqual(60_000)

  await it.runUntil(/summary/)
  const facts = it.lines.find(({ message }) => /summary/.test(message))?.facts
  expect(Object.keys(facts ?? {})).toEqual(expect.arrayContaining([...Object.keys(health), 'resyncs', 'reconciles']))
  expect(facts?.['unconfirmedMs']).toBeGreaterThanOrEqual(300_000)
  expect(facts?.['webhookSilentMs']).toBeLessThan(60_000)
})

test('due rows are read, but not looked for while another statement has just found none', async () => {
  await using it = await start()
  await it.parkScans()
  await it.db.pool.query('UPDATE roster.app_user SET resync_at = clock_timestamp()')
  let asked = 0
  const mayBeDue = () => (asked += 1) > 1
  await it.runUntil(/Read marked rows/, { mayBeDue })
  expect(asked).toBeGreaterThan(1)
  await it.db.pool.query('UPDATE roster.app_user SET resync_at = clock_timestamp()')
  it.lines.length = 0
  await it.runUntil(/summary/, { mayBeDue: () => false })
  expect(it.lines.filter(({ message }) => /marked rows/.test(message))).toEqual([])
})
