import { createClerkReader, createSyncDeps } from '@roster/api'
import { startLocalClerk } from '@roster/clerk-local'
import { createDb, createMirror } from '@roster/db'
import { testDb } from '@roster/db/testing'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { readEnv } from './env.ts'
import { createLog } from './log.ts'
import { openMirror } from './open-mirror.ts'
import { reconcileByHand, type ByHand } from './reconcile-by-hand.ts'

/** A Clerk and an empty mirror, as the command opens them. */
async function start(initech = 60) {
  const clerk = await startLocalClerk({ port: 0, organizations: { globex: 40, initech } })
  const db = await testDb()
  const sync = createSyncDeps({
    store: createMirror(db.background),
    reader: createClerkReader(clerk),
    callsPerWindow: 1_000,
    log: () => {},
    signal: new AbortController().signal,
  })
  const call = async (method: string, route: string, body?: unknown): Promise<unknown> => {
    const headers = { authorization: `Bearer ${clerk.secretKey}`, 'content-type': 'application/json' }
    const response = await fetch(`${clerk.apiUrl}/v1${route}`, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return response.json()
  }
  const idOf = async (route: string) => z.object({ id: z.string() }).parse(await call('GET', route)).id

  return {
    clerk,
    sync,
    call,
    idOf,
    acme: await idOf('/organizations/acme'),
    globex: await idOf('/organizations/globex'),
    async reconcile(request: Partial<ByHand> = {}) {
      const lines: string[] = []
      const progress: string[] = []
      const completed = await reconcileByHand(db, sync, {
        afterRestore: false,
        onLine: (text) => lines.push(text),
        onProgress: (text) => progress.push(text),
        ...request,
      })
      return { completed, lines, progress }
    },
    async [Symbol.asyncDispose]() {
      await clerk.close()
      await db.close()
    },
  }
}

test('what webhooks did not tell is corrected, and the corrections are counted', async () => {
  await using it = await start()
  expect((await it.reconcile({ orgId: it.acme })).completed).toBe(true)
  const users = z.array(z.object({ id: z.string() })).parse(await it.call('GET', `/users?organization_id=${it.acme}`))
  const [renamed, added] = [users[3]?.id, users[4]?.id]
  await it.call('PATCH', `/users/${renamed}`, { first_name: 'Unheard' })
  await it.call('PATCH', `/users/${added}`, { first_name: 'Of' })

  const { completed, lines, progress } = await it.reconcile({ orgId: it.acme })
  expect(completed).toBe(true)
  expect(lines).toEqual([
    expect.stringMatching(`^${it.acme}: 25 users, 25 memberships, 2 corrections, .* 3 calls to Clerk$`),
    '1 of 1 organizations reconciled, 2 corrections.',
  ])
  expect(progress.at(-1)).toMatch(`${it.acme} (1 of 1): 25 users and 25 memberships read in 3 calls`)
})

test('without an id every organization that the mirror holds is reconciled', async () => {
  await using it = await start()
  expect((await it.reconcile()).lines[0]).toMatch('holds no organization yet')
  for (const orgId of [it.acme, it.globex]) await it.reconcile({ orgId })
  const { completed, lines } = await it.reconcile()
  expect(completed).toBe(true)
  expect(lines).toHaveLength(3)
  expect(lines.join()).toMatch(it.acme)
  expect(lines.join()).toMatch(it.globex)
})

test('a reconcile of 10,000 members makes at most 45 calls to Clerk', { timeout: 120_000 }, async () => {
  await using it = await start(10_000)
  const initech = await it.idOf('/organizations/initech')
  const before = it.clerk.requests().total
  const { completed, lines } = await it.reconcile({ orgId: initech })
  expect(completed).toBe(true)
  expect(lines[0]).toMatch('10000 users, 10000 memberships')
  expect(it.clerk.requests().total - before).toBeLessThanOrEqual(45)
})

test('an organization that another process reconciles is left alone', async () => {
  await using it = await start()
  await it.sync.store.leaseOrganization(it.acme)
  const { completed, lines } = await it.reconcile({ orgId: it.acme })
  expect(completed).toBe(false)
  expect(lines[0]).toMatch(/Another process .* Try again/)
  expect(it.clerk.requests().byRoute).not.toHaveProperty(['GET /v1/users'])
})

test('an organization that Clerk does not know is not reconciled', async () => {
  await using it = await start()
  const { completed, lines } = await it.reconcile({ orgId: 'org_nobody' })
  expect(completed).toBe(false)
  expect(lines[0]).toMatch(/^org_nobody: Clerk does not know .* Compare the id/)
})

test('after a restore nothing counts as known until it was reconciled, also if Clerk does not answer at once', async () => {
  await using it = await start()
  await it.reconcile({ orgId: it.acme })
  const isKnown = async () => (await it.sync.store.readSync(it.acme)).synced
  expect(await isKnown()).toBe(true)

  it.clerk.setFaults({ apiErrorChance: 1 })
  const { completed, lines } = await it.reconcile({ afterRestore: true })
  expect(completed).toBe(false)
  expect(lines[0]).toMatch(/Clerk did not answer.* run it again/)
  expect(await isKnown()).toBe(false)
})

test('where a running server has the database open, the command says how to reconcile all the same', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'roster-by-hand-'))
  const db = await createDb({ dataDir: path.join(folder, 'database') })
  const opening = openMirror(readEnv({ DATA_DIR: folder }), createLog('silent'))
  await expect(opening).rejects.toThrow(/in use by process[^]*consistency=strong/)
  await db.close()
  await rm(folder, { recursive: true })
})
