import { setFlagsFromString } from 'node:v8'
import { setImmediate } from 'node:timers/promises'
import { runInNewContext } from 'node:vm'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { createMirror, loadSnapshot, type Db } from '@roster/db'
import { testDb } from '@roster/db/testing'
import { expect, test } from 'vitest'
import { createRoster } from './roster.ts'
import { acme, fill, globex, userRecord } from '../testing/test-api.ts'

const MEGABYTE = 1024 * 1024

setFlagsFromString('--expose-gc')
const collectGarbage: unknown = runInNewContext('gc')

/** Until nothing that only weak references hold is left. */
async function releaseObjects(): Promise<void> {
  if (typeof collectGarbage !== 'function') throw new Error('The garbage collector can’t be called')
  // A weak reference holds what it refers to until the end of the task that made or read it.
  await setImmediate()
  Reflect.apply(collectGarbage, undefined, [])
}

/** The database with its loads of lists counted, and perhaps held back. */
function watched(db: Db, before: () => Promise<void> = async () => {}) {
  const loads = { count: 0 }
  const query = async (config: { text: string; values: unknown[] }) => {
    loads.count += 1
    const result = await db.pool.query(config)
    await before()
    return result
  }
  const pool = new Proxy(db.pool, { get: (of, key): unknown => (key === 'query' ? query : Reflect.get(of, key)) })
  return { loads, db: { ...db, pool } }
}

const people = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) =>
    userRecord(`user_${prefix}${index}`, { firstName: index % 2 ? 'Zoë, “Z”' : null }),
  )
const revisionOf = async (db: Db, orgId = acme) => (await loadSnapshot(db, orgId)).revision

test('every format and coding holds the same users, and has a tag of its own', async () => {
  await using db = await testDb()
  await fill(db, { [acme]: people('a', 3) })
  const roster = createRoster(db, MEGABYTE)
  const revision = await revisionOf(db)
  const users = await roster.list(acme, revision)
  const json = await roster.encode(users, 'json', 'identity')
  const trpc = await roster.encode(users, 'trpc', 'identity')
  expect(JSON.parse(json.body.toString())).toEqual(users)
  expect(JSON.parse(trpc.body.toString())).toEqual({ result: { data: users } })
  expect(gunzipSync((await roster.encode(users, 'json', 'gzip')).body)).toEqual(json.body)
  expect(brotliDecompressSync((await roster.encode(users, 'trpc', 'br')).body)).toEqual(trpc.body)
  const kinds = (['json', 'trpc', 'csv'] as const).flatMap((format) =>
    (['identity', 'gzip', 'br'] as const).map((coding) => [format, coding] as const),
  )
  for (const [format, coding] of kinds) {
    const { etag, total } = await roster.encode(users, format, coding)
    expect([etag, total]).toEqual([roster.tag(acme, revision, format, coding), 3])
  }
  expect(new Set(kinds.map((kind) => roster.tag(acme, revision, ...kind))).size).toBe(kinds.length)
})

test('a tag is known before the list is loaded, and is another for another organization or revision', async () => {
  await using db = await testDb()
  const { loads, db: counted } = watched(db)
  const roster = createRoster(counted, MEGABYTE)
  const tags = [
    roster.tag(acme, 1n, 'json', 'br'),
    roster.tag(globex, 1n, 'json', 'br'),
    roster.tag(acme, 2n, 'json', 'br'),
  ]
  expect([new Set(tags).size, loads.count]).toEqual([3, 0])
})

test('a list whose objects nobody held is made again of the kept bytes, frozen, without another load', async () => {
  await using db = await testDb()
  await fill(db, { [acme]: people('a', 1_200) })
  const revision = await revisionOf(db)
  const { loads, db: counted } = watched(db)
  const roster = createRoster(counted, MEGABYTE)
  const before = await roster.encode(await roster.list(acme, revision), 'json', 'identity')
  const first = new WeakRef(await roster.list(acme, revision))
  await releaseObjects()
  expect(first.deref()).toBeUndefined()
  const again = await roster.list(acme, revision)
  expect(JSON.stringify(again)).toBe(before.body.toString())
  expect(Object.isFrozen(again) && again.every(Object.isFrozen)).toBe(true)
  expect(await roster.list(acme, revision)).toBe(again)
  expect((await roster.encode(again, 'csv', 'identity')).total).toBe(1_200)
  expect(loads.count).toBe(1)
})

test('lists and their encodings together stay within the bound, and the least recently used goes first', async () => {
  await using db = await testDb()
  await fill(db, { [acme]: people('a', 50), [globex]: people('b', 50) })
  const { loads, db: counted } = watched(db)
  const [revision, other] = [await revisionOf(db), await revisionOf(db, globex)]
  const one = JSON.stringify(await createRoster(db, MEGABYTE).list(acme, revision)).length
  const roster = createRoster(counted, Math.ceil(2.5 * one))
  await roster.list(acme, revision)
  await roster.list(globex, other)
  await roster.list(acme, revision)
  expect(loads.count).toBe(2)
  const made = await roster.encode(await roster.list(acme, revision), 'trpc', 'identity')
  expect(roster.encoded(acme, revision, 'trpc', 'identity')).toBe(made)
  await roster.list(acme, revision)
  expect(loads.count).toBe(2)
  await roster.list(globex, other)
  expect(loads.count).toBe(3)
})

test('a load that began earlier and ended later does not push the list back', async () => {
  await using db = await testDb()
  await fill(db, { [acme]: people('a', 1) })
  const revision = await revisionOf(db)
  let open = () => {}
  const gate = new Promise<void>((resolve) => (open = resolve))
  const gates = [gate, Promise.resolve()]
  const { loads, db: held } = watched(db, async () => gates.shift())
  const roster = createRoster(held, MEGABYTE)
  const early = roster.list(acme, revision)
  await expect.poll(() => loads.count).toBe(1)
  await createMirror(db.pool).applyUsers([userRecord('user_a0', { firstName: 'Later', updatedMs: Date.now() })], {
    kind: 'webhook',
  })
  const later = await roster.list(acme, await revisionOf(db))
  open()
  expect((await early)[0]?.firstName).toBe(null)
  expect(await roster.list(acme, await revisionOf(db))).toBe(later)
  expect(loads.count).toBe(2)
})
