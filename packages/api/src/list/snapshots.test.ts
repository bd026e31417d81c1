import { brotliDecompressSync, gunzipSync, inflateRawSync } from 'node:zlib'
import { createMirror, loadUsers, noteUse, type Db } from '@roster/db'
import { testDb } from '@roster/db/testing'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { gzipOf, sizeOf, tagOf } from './encoding.ts'
import type { ListPart } from './list-parts.ts'
import type { Encoded } from './snapshot.ts'
import { createSnapshots } from './snapshots.ts'
import { userList } from './user-list.ts'
import { acme, fill, globex, userRecord } from '../../testing/test-api.ts'

const MEGABYTE = 1024 * 1024

/** Counts the loads of lists from the database, and delays them by `before`. */
function watched(db: Db, before: () => Promise<void> = async () => {}) {
  const loads = { count: 0 }
  const rowsRead: number[] = []
  const query = async (config: { text: string; values: unknown[] }) => {
    loads.count += 1
    const result = await db.pool.query(config)
    rowsRead.push(result.rows.length)
    await before()
    return result
  }
  const pool = new Proxy(db.pool, { get: (of, key): unknown => (key === 'query' ? query : Reflect.get(of, key)) })
  return { loads, rowsRead, db: { ...db, pool } }
}

const people = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) =>
    userRecord(`user_${prefix}${index}`, { firstName: index % 2 ? 'Zoë, “Z”' : null }),
  )
const bytesOf = ({ body }: Encoded) => Buffer.concat(body)
const textOf = (encoded: Encoded) => String(bytesOf(encoded))
const revisionOf = async (db: Db, orgId = acme) => (await loadUsers(db, orgId)).revision

test('every format and coding holds the same users, and has its own tag', async () => {
  await using db = await testDb()
  await fill(db, { [acme]: people('a', 3) })
  const revision = await revisionOf(db)
  const list = await createSnapshots(db, userList, MEGABYTE).snapshot(acme, revision)
  const json = await list.encode('json', 'identity')
  const trpc = await list.encode('trpc', 'identity')
  expect(JSON.parse(textOf(json))).toEqual(list.items())
  expect(JSON.parse(textOf(trpc))).toEqual({ result: { data: list.items() } })
  expect(String(gunzipSync(bytesOf(await list.encode('json', 'gzip'))))).toBe(textOf(json))
  expect(String(brotliDecompressSync(bytesOf(await list.encode('trpc', 'br'))))).toBe(textOf(trpc))
  const kinds = (['json', 'trpc', 'csv'] as const).flatMap((format) =>
    (['identity', 'gzip', 'br'] as const).map((coding) => [format, coding] as const),
  )
  for (const [format, coding] of kinds) {
    const { etag, total } = await list.encode(format, coding)
    expect([etag, total]).toEqual([tagOf(userList.version, acme, revision, format, coding), 3])
  }
  expect(new Set(kinds.map((kind) => list.tag(...kind))).size).toBe(kinds.length)
})

test('a cached list stores its bytes, from which its users are read without another load', async () => {
  await using db = await testDb()
  await fill(db, { [acme]: people('a', 1_200) })
  const revision = await revisionOf(db)
  const { loads, db: counted } = watched(db)
  const snapshots = createSnapshots(counted, userList, MEGABYTE)
  const encoded = await (await snapshots.snapshot(acme, revision)).encode('json', 'identity')
  const again = await snapshots.snapshot(acme, revision)
  expect(JSON.stringify(again.items())).toBe(textOf(encoded))
  expect((await again.encode('csv', 'identity')).total).toBe(1_200)
  expect(await again.encode('json', 'identity')).toBe(await snapshots.at(acme, revision)?.encode('json', 'identity'))
  expect([loads.count, snapshots.at(acme, revision + 1n)]).toEqual([1, undefined])
})

test('callers that wait for one load share its objects, and none parses the list again', async () => {
  await using db = await testDb()
  await fill(db, { [acme]: people('a', 1_200) })
  const revision = await revisionOf(db)
  const { loads, db: counted } = watched(db)
  const snapshots = createSnapshots(counted, userList, MEGABYTE)
  const lists = await Promise.all(Array.from({ length: 50 }, () => snapshots.snapshot(acme, revision)))
  expect([loads.count, new Set(lists.map((list) => list.items())).size]).toEqual([1, 1])
})

test('a gzip stream of cached and new parts decompresses to their texts, and reuses the cached parts', async () => {
  await using db = await testDb()
  await fill(db, { [acme]: people('a', 1_200) })
  const list = await createSnapshots(db, userList, MEGABYTE).snapshot(acme, await revisionOf(db))
  const kept = { plain: list.json, deflated: await list.deflated() }
  expect(await list.deflated()).toBe(kept.deflated)
  const text = (content: string) => ({ plain: [Buffer.from(content)] })
  for (const parts of [[], [text('')], [kept], [text('['), kept, text(','), kept, text(']'), text(''), text('Zoë')]]) {
    const pieces = await gzipOf(parts)
    const stream = Buffer.concat(pieces)
    const texts = Buffer.concat(parts.flatMap(({ plain }) => plain))
    expect(gunzipSync(stream).equals(texts)).toBe(true)
    // Browsers read only one member of a stream, like this read between its header and its trailer.
    expect(inflateRawSync(stream.subarray(10, -8)).equals(texts)).toBe(true)
    const [whole] = kept.deflated.pieces
    expect(pieces.filter((piece) => piece === whole)).toHaveLength(parts.filter((part) => part === kept).length)
  }
})

test('a list of 1,000 members in use is refreshed by reading only the rows that changed, a smaller one is read whole', async () => {
  await using db = await testDb()
  await fill(db, { [acme]: people('a', 1_001), [globex]: people('b', 999) })
  await noteUse(db, acme)
  await noteUse(db, globex)
  const { rowsRead, db: counted } = watched(db)
  const snapshots = createSnapshots(counted, userList, MEGABYTE)
  await snapshots.snapshot(acme, await revisionOf(db))
  await snapshots.snapshot(globex, await revisionOf(db, globex))
  const mirror = createMirror(db.pool)
  const renamed = (id: string) => userRecord(id, { firstName: 'Later', updatedMs: Date.now() })
  await mirror.applyUserDeleted('user_a8')
  await snapshots.snapshot(acme, await revisionOf(db))
  await mirror.applyUsers(['user_a7', 'user_b7'].map(renamed), { kind: 'webhook' })
  const revision = await revisionOf(db)
  rowsRead.length = 0
  const list = await snapshots.snapshot(acme, revision)
  await snapshots.snapshot(globex, await revisionOf(db, globex))
  expect([list.revision, list.total, rowsRead]).toEqual([revision, 1_000, [1, 999]])
  const whole = await createSnapshots(db, userList, MEGABYTE).snapshot(acme, revision)
  for (const format of ['json', 'trpc', 'csv'] as const)
    for (const coding of ['identity', 'gzip', 'br'] as const)
      expect(bytesOf(await list.encode(format, coding)).equals(bytesOf(await whole.encode(format, coding)))).toBe(true)
})

describe('a list of more than 4 MiB', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }))
  afterEach(() => void vi.useRealTimers())

  const long = { imageUrl: `https://img.clerk.com/${'x'.repeat(2_000)}`, hasImage: true }

  /** The list of 2,200 members after its first load. */
  async function loaded(
    db: Db,
    members = Array.from({ length: 2_200 }, (_, at) => userRecord(`user_a${at}`, long)),
    isSending?: () => boolean,
  ) {
    await fill(db, { [acme]: members })
    await noteUse(db, acme)
    const snapshots = createSnapshots(db, userList, 64 * MEGABYTE, isSending)
    const list = await snapshots.snapshot(acme, await revisionOf(db))
    const change = async (id: string) => {
      await createMirror(db.pool).applyUserDeleted(id)
      return revisionOf(db)
    }
    return { snapshots, list, change }
  }

  const compressed = (list: { parts: readonly ListPart[] } | undefined) =>
    list?.parts.filter(({ gzip }) => gzip.deflated !== undefined).length

  test('is compressed before it replaces the list before it, if that was', async () => {
    await using db = await testDb()
    const { snapshots, change } = await loaded(db)
    const plain = await snapshots.snapshot(acme, await change('user_a1'))
    expect([plain.json.length > 1, compressed(plain)]).toEqual([true, 0])
    const { body } = await plain.encode('json', 'gzip')
    const revision = await change('user_a2')
    const next = await snapshots.snapshot(acme, revision)
    expect(await Promise.race([next.deflated(), Promise.resolve('pending')])).toBe(
      await snapshots.at(acme, revision)?.deflated(),
    )
    const indexed = next.parts.flatMap(({ ends, times, marks }) => [ends, times, marks])
    const bytes = indexed.reduce((sum, { byteLength }) => sum + byteLength, sizeOf(next.json))
    // Only the compressed pieces come on top.
    expect(snapshots.stats().bytes - bytes).toBeCloseTo(sizeOf(body), -5)
  })

  test('may be had as it was for 1.5 s after it was read, and is refreshed meanwhile from 0.9 s on', async () => {
    await using db = await testDb()
    const { snapshots, list, change } = await loaded(db)
    const revision = await change('user_a1')
    vi.advanceTimersByTime(899)
    expect(snapshots.recent(acme, revision)?.revision).toBe(list.revision)
    expect(snapshots.stats().loads).toBe(1)
    vi.advanceTimersByTime(1)
    expect([1, 2].map(() => snapshots.recent(acme, revision)?.revision)).toEqual([list.revision, list.revision])
    await expect.poll(() => snapshots.at(acme, revision)?.total).toBe(2_199)
    expect(snapshots.stats().loads).toBe(2)
    vi.advanceTimersByTime(1_500)
    expect([snapshots.recent(acme, await change('user_a2')), snapshots.stats().loads]).toEqual([undefined, 2])
  })

  test('is served while a refresh fails, until it is 1.5 s old', async () => {
    await using db = await testDb()
    let isDown = false
    const { db: failing } = watched(db, async () => {
      if (isDown) throw new Error('connection lost')
    })
    const { snapshots, list, change } = await loaded(failing)
    const revision = await change('user_a1')
    isDown = true
    vi.advanceTimersByTime(900)
    expect(snapshots.recent(acme, revision)?.revision).toBe(list.revision)
    await expect(snapshots.snapshot(acme, revision)).rejects.toThrow('connection lost')
    vi.advanceTimersByTime(599)
    expect(snapshots.recent(acme, revision)?.revision).toBe(list.revision)
    vi.advanceTimersByTime(1)
    expect(snapshots.recent(acme, revision)).toBe(undefined)
  })

  test.each([
    ['gives way to answers that are being sent', false],
    ['gives way to none as soon as a caller waits for it', true],
  ])('has a refresh that %s', async (_gives, isAwaited) => {
    await using db = await testDb()
    let asked = 0
    const { snapshots, change } = await loaded(db, undefined, () => (asked += 1) < 0)
    const revision = await change('user_a1')
    vi.advanceTimersByTime(900)
    let ms = performance.now()
    using clock = vi.spyOn(performance, 'now')
    clock.mockImplementation(() => (ms += 2))
    snapshots.recent(acme, revision)
    if (isAwaited) await snapshots.snapshot(acme, revision)
    await expect.poll(() => snapshots.at(acme, revision)?.total).toBe(2_199)
    expect(asked > 0).toBe(!isAwaited)
  })

  test.each([
    ['one of less', Array.from({ length: 2_000 }, (_, at) => userRecord(`user_a${at}`))],
    ['an empty one', []],
  ])('differs from %s, which is always current', async (_size, members) => {
    await using db = await testDb()
    const { snapshots, list } = await loaded(db, members)
    expect(snapshots.recent(acme, list.revision)).toBe(undefined)
  })
})

test('the cache reports its hits, loads and bytes, and knows the tag of a list before it is loaded', async () => {
  await using db = await testDb()
  await fill(db, { [acme]: people('a', 50) })
  const revision = await revisionOf(db)
  const snapshots = createSnapshots(db, userList, MEGABYTE)
  const tag = snapshots.tag(acme, revision, 'json', 'identity')
  const list = await snapshots.snapshot(acme, revision)
  expect(snapshots.tag(acme, revision, 'json', 'identity')).toBe(tag)
  const indexed = list.parts.flatMap(({ ends, times, marks }) => [ends, times, marks])
  const bytes = indexed.reduce((sum, { byteLength }) => sum + byteLength, sizeOf(list.json))
  expect(snapshots.stats()).toEqual({ bytes, hits: 1, loads: 1 })
  const { body } = await list.encode('csv', 'identity')
  expect(snapshots.stats().bytes).toBe(bytes + sizeOf(body))
})

test('a list that the cache no longer holds is encoded without a change of the cache', async () => {
  await using db = await testDb()
  await fill(db, { [acme]: people('a', 50) })
  const before = await revisionOf(db)
  const snapshots = createSnapshots(db, userList, MEGABYTE)
  const old = await snapshots.snapshot(acme, before)
  await createMirror(db.pool).applyUserDeleted('user_a8')
  const revision = await revisionOf(db)
  await snapshots.snapshot(acme, revision)
  const { bytes } = snapshots.stats()
  expect((await old.encode('csv', 'identity')).total).toBe(50)
  expect([snapshots.stats().bytes, snapshots.at(acme, revision)?.total]).toEqual([bytes, 49])
  const full = createSnapshots(db, userList, 1)
  expect((await (await full.snapshot(acme, revision)).encode('csv', 'identity')).total).toBe(49)
  expect([full.stats().bytes, full.at(acme, revision)]).toEqual([0, undefined])
})

test('lists and their encodings stay within the bound together, and the least recently used is dropped first', async () => {
  await using db = await testDb()
  await fill(db, { [acme]: people('a', 50), [globex]: people('b', 50) })
  const { loads, db: counted } = watched(db)
  const [revision, other] = [await revisionOf(db), await revisionOf(db, globex)]
  const one = (await createSnapshots(db, userList, MEGABYTE).snapshot(acme, revision)).json
  const snapshots = createSnapshots(counted, userList, Math.ceil(2.5 * sizeOf(one)))
  await snapshots.snapshot(acme, revision)
  await snapshots.snapshot(globex, other)
  const list = await snapshots.snapshot(acme, revision)
  expect(loads.count).toBe(2)
  await list.encode('trpc', 'identity')
  await snapshots.snapshot(acme, revision)
  expect(loads.count).toBe(2)
  await snapshots.snapshot(globex, other)
  expect(loads.count).toBe(3)
})

test('while a list is loaded, all callers who have seen a later revision wait for one load that begins after it', async () => {
  await using db = await testDb()
  await fill(db, { [acme]: people('a', 3) })
  const revision = await revisionOf(db)
  let open = () => {}
  const gate = new Promise<void>((resolve) => (open = resolve))
  const { loads, db: held } = watched(db, () => gate)
  const snapshots = createSnapshots(held, userList, MEGABYTE)
  const lists = Array.from({ length: 20 }, (_, at) => snapshots.snapshot(acme, revision + BigInt(at)))
  await expect.poll(() => loads.count).toBe(1)
  open()
  await Promise.all(lists)
  expect(loads.count).toBe(2)
})
