import { startLocalClerk, type LocalClerk } from '@roster/clerk-local'
import { createMirror, instanceId } from '@roster/db'
import { testDb, type TestDb } from '@roster/db/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { callClerk } from '../../testing/call-clerk.ts'
import { createClerkReader } from './create-clerk-reader.ts'
import { createInstanceWatch } from './instance-watch.ts'
import { runMirrorLoops } from '../sync/loops.ts'
import { reconcileOrganization } from '../sync/reconcile/reconcile.ts'
import { createRequestSync } from '../sync/request-sync.ts'
import { createSyncDeps } from '../sync/sync-deps.ts'

const named = z.object({ data: z.array(z.object({ id: z.string() })) })
const keySet = z.object({ keys: z.array(z.looseObject({ kid: z.string() })) })

type Keys = Pick<LocalClerk, 'apiUrl' | 'secretKey' | 'jwtKey'>

let own: LocalClerk
let foreign: LocalClerk
let db: TestDb
let orgIds: string[]
const stops: AbortController[] = []

beforeAll(async () => {
  const organizations = { globex: 3, initech: 3 }
  ;[own, foreign, db] = await Promise.all([
    startLocalClerk({ port: 0, organizations }),
    startLocalClerk({ port: 0, organizations }),
    testDb(),
  ])
  orgIds = await organizationsOf(own)
  // Demo organizations have the same ids everywhere; another instance has other ones.
  for (const id of await organizationsOf(foreign)) await callClerk(foreign, 'DELETE', `/organizations/${id}`)
  const store = createMirror(db.background)
  await store.claimInstance(own.issuer)
  const { deps } = await connect(own)
  for (const orgId of orgIds) await reconcileOrganization(deps, orgId)
})
afterAll(async () => {
  for (const stop of stops) stop.abort()
  await Promise.all([own.close(), foreign.close(), db[Symbol.asyncDispose]()])
})
beforeEach(() => db.pool.query('UPDATE roster.organization SET leased_until = NULL'))

async function organizationsOf(clerk: LocalClerk): Promise<string[]> {
  return named.parse(await callClerk(clerk, 'GET', '/organizations')).data.map(({ id }) => id)
}

/** The parts that read Clerk with these keys into the database of `own`, and their log. */
async function connect(keys: Keys, edge: typeof fetch = fetch) {
  const lines: string[] = []
  const log = (level: string, message: string) => void lines.push(`${level}: ${message}`)
  const stop = new AbortController()
  stops.push(stop)
  const watch = await createInstanceWatch({ ...keys, instanceId: (seen) => instanceId(db, seen), fetch: edge, log })
  const reader = createClerkReader({ ...keys, fetch: watch.fetch })
  const deps = createSyncDeps({
    store: createMirror(db.background),
    reader,
    callsPerWindow: 10_000,
    log,
    signal: stop.signal,
  })
  return { deps, lines, watch, stop }
}

const DIGESTS = `
  SELECT (SELECT string_agg(concat_ws(' ', clerk_id, state, content_hash, revision), ',' ORDER BY clerk_id) FROM roster.organization) AS organizations,
    (SELECT md5(string_agg(to_jsonb(m)::text, ' ' ORDER BY user_id, org_id)) FROM roster.membership m) AS memberships,
    (SELECT md5(string_agg(to_jsonb(u)::text, ' ' ORDER BY clerk_id)) FROM roster.app_user u) AS users`

/** Digests that differ if the mirror differs. */
async function rows(): Promise<unknown[]> {
  return (await db.pool.query<Record<string, string>>(DIGESTS)).rows
}

describe('with the secret key of another instance', () => {
  test('loops, commands and requests change no row, and the log names the variable', async () => {
    const before = await rows()
    await db.pool.query(`UPDATE roster.organization SET confirmed_at = confirmed_at - interval '2 days'`)
    const { deps, lines, watch, stop } = await connect({ ...foreign, jwtKey: own.jwtKey })
    const [orgId = ''] = orgIds
    const sync = createRequestSync(deps)
    // Before the first check of the instance.
    expect(await sync.confirmMembership(orgId, 'user_nobody')).toBe('unavailable')
    expect(await reconcileOrganization(deps, orgId)).toMatchObject({ outcome: 'unavailable', corrections: 0 })
    expect(await sync.ensureKnown('org_new')).toBe('unavailable')
    await db.pool.query(`DELETE FROM roster.organization WHERE clerk_id = 'org_new'`)
    await db.pool.query('UPDATE roster.organization SET leased_until = NULL')

    const leased = vi.spyOn(deps.store, 'leaseOrganizations')
    const loops = runMirrorLoops(deps, stop.signal, { isPaused: () => watch.ownership() === 'foreign' })
    await vi.waitFor(() => expect(lines.join('\n')).toMatch(/summary/))
    stop.abort()
    await loops
    expect(leased).not.toHaveBeenCalled()
    expect(await rows()).toEqual(before)
    expect(lines.filter((line) => line.startsWith('error'))).toEqual([
      expect.stringMatching(/^error: CLERK_SECRET_KEY is of another Clerk instance .*copy it again/),
    ])
  })

  test('with the right key everything completes again', async () => {
    const before = await rows()
    const { deps, watch } = await connect(own)
    for (const orgId of orgIds)
      expect(await reconcileOrganization(deps, orgId)).toMatchObject({ outcome: 'completed', corrections: 0 })
    expect(watch.ownership()).toBe('own')
    expect(await rows()).toEqual(before)
  })
})

test.each([
  [
    'the JWT key',
    async () => ({ ...own, jwtKey: foreign.jwtKey }),
    /^error: CLERK_JWT_KEY is of another Clerk instance/,
  ],
  ['both keys', async () => foreign, /^error: The database mirrors another .* CLERK_SECRET_KEY and CLERK_JWT_KEY/],
])('%s of another instance is named in the log, and nothing is read', async (_which, keys, message) => {
  const { deps, lines, watch } = await connect(await keys())
  await watch.check()
  expect(watch.ownership()).toBe('foreign')
  expect(lines).toEqual([expect.stringMatching(message)])
  expect(await deps.reader.getUser('user_1')).toEqual({ kind: 'unavailable', reason: 'UnverifiedClerk' })
})

test('before the database has its instance, keys of two instances are both named', async () => {
  await using fresh = await testDb()
  const lines: string[] = []
  const log = (_level: string, message: string) => void lines.push(message)
  const keys = { ...foreign, jwtKey: own.jwtKey, fetch, log }
  const watch = await createInstanceWatch({ ...keys, instanceId: (seen) => instanceId(fresh, seen) })
  await watch.check()
  expect(watch.ownership()).toBe('foreign')
  expect(lines).toEqual([expect.stringMatching(/CLERK_SECRET_KEY and CLERK_JWT_KEY are of two Clerk instances/)])
})

const odd: [string, () => Promise<Response>][] = [
  ['is down', async () => new Response('{"errors":[]}', { status: 503 })],
  ['refuses the key', async () => new Response('{"errors":[]}', { status: 401 })],
  ['has no such path', async () => new Response('{"errors":[{"code":"resource_not_found"}]}', { status: 404 })],
  ['answers no key', async () => new Response('{"keys":[]}')],
  ['answers something else', async () => new Response('<html>')],
  ['can’t be reached', () => Promise.reject(new TypeError('fetch failed'))],
]

test.each(odd)(
  'a Clerk that %s is not used at first, and later does not change the known ownership',
  async (_how, answer) => {
    let isOdd = true
    const edge: typeof fetch = (input, init) => (isOdd ? answer() : fetch(input, init))
    const { deps, lines, watch } = await connect(own, edge)
    expect(await deps.reader.getOrganization(orgIds[0] ?? '')).toMatchObject({ kind: 'unavailable' })
    expect(watch.ownership()).toBe('unknown')
    expect(lines.splice(0)).toEqual([expect.stringMatching(/^warn: Clerk has not answered with its keys/)])

    isOdd = false
    expect(await deps.reader.getOrganization(orgIds[0] ?? '')).toMatchObject({ kind: 'found' })
    isOdd = true
    await watch.check()
    expect(watch.ownership()).toBe('own')
    expect(lines).toEqual([])
  },
)

test.each([
  ['of another algorithm', { kid: 'ins_1', kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' }],
  ['without an id', { kty: 'RSA', n: 'AQ', e: 'AQAB' }],
  ['without a modulus', { kid: 'ins_1', kty: 'RSA', n: 5, e: 'AQAB' }],
  ['of null', null],
])('an entry %s beside Clerk’s key does not keep Clerk from being used', async (_what, entry) => {
  const { keys } = keySet.parse(await callClerk(own, 'GET', '/jwks'))
  const edge: typeof fetch = async (input, init) =>
    new Request(input).url.endsWith('/jwks') ? Response.json({ keys: [entry, ...keys] }) : fetch(input, init)
  const { deps, lines } = await connect(own, edge)
  expect(await deps.reader.getOrganization(orgIds[0] ?? '')).toMatchObject({ kind: 'found' })
  expect(lines).toEqual([])
})

test('an event of another instance is recognized by its envelope', async () => {
  const { watch } = await connect(own)
  const { keys } = keySet.parse(await callClerk(own, 'GET', '/jwks'))
  expect(watch.isForeign({ type: 'user.updated', instance_id: keys[0]?.kid, data: {} })).toBe(false)
  expect(watch.isForeign({ type: 'user.updated', instance_id: 'ins_other', data: {} })).toBe(true)
  expect(watch.isForeign({ type: 'user.updated', data: {} })).toBe(false)
})
