import { randomBytes } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { noteUse, type Db } from '@roster/db'
import { createRandom, randomRawWrite, testDb } from '@roster/db/testing'
import { expect, onTestFinished, test, vi } from 'vitest'
import { acme, globex } from '../../testing/test-api.ts'
import { gzipOf } from './encoding.ts'
import type { ListKind } from './list-kind.ts'
import { deflateParts, joinParts, updateParts, type ListPart, type Placed } from './list-parts.ts'
import { memberList } from './member-list.ts'
import { userList } from './user-list.ts'
import { countTurns } from '../../testing/count-turns.ts'

const SEED = 1
const WRITES = 100
const ORGS = [acme, globex]
// Enough for several parts.
const USERS = Array.from({ length: 500 }, (_, at) => `user_${at}`)

type Held = { revision: bigint; parts: ListPart[] }

async function fresh<Item>(db: Db, kind: ListKind<Item>, orgId: typeof acme): Promise<Held> {
  const { revision, rows } = await kind.load(db, orgId)
  const parts = await updateParts([], { rows, userIds: [] }, kind.idOf)
  return { revision, parts: joinParts(parts).parts }
}

/** Refreshes the list with the changes since its revision. Null if they are not known. */
async function refreshed<Item>(db: Db, kind: ListKind<Item>, orgId: typeof acme, held: Held): Promise<Held | null> {
  const changes = await kind.loadChanges(db, orgId, held.revision)
  if (!changes) return null
  const parts = await updateParts(held.parts, changes, kind.idOf)
  return { revision: changes.revision, parts: joinParts(parts).parts }
}

async function bytesOf({ revision, parts }: Held): Promise<{ revision: bigint; json: string; gzip: string }> {
  const { json: plain } = joinParts(parts)
  const json = Buffer.concat(plain)
  const gzip = Buffer.concat(await gzipOf([{ plain, deflated: await deflateParts(parts) }]))
  expect(gunzipSync(gzip).equals(json)).toBe(true)
  return { revision, json: json.toString(), gzip: gzip.toString('base64') }
}

/** Compares a refreshed list with a whole one after every few writes, and counts known and unknown changes. */
async function compare<Item>(db: Db, kind: ListKind<Item>): Promise<{ refreshes: number; gaps: number }> {
  const random = createRandom(SEED)
  const held = new Map<typeof acme, Held>()
  const count = { refreshes: 0, gaps: 0 }
  for (let write = 0; write < WRITES; write++) {
    await db.pool.query(randomRawWrite(random, USERS, ORGS))
    if (random.chance(0.2)) await noteUse(db, random.pick(ORGS) ?? acme)
    if (random.chance(0.4)) continue
    for (const orgId of ORGS) {
      const { rowCount } = await db.pool.query('SELECT FROM roster.organization WHERE clerk_id = $1', [orgId])
      if (rowCount === 0) continue
      const last = held.get(orgId)
      const next = last && (await refreshed(db, kind, orgId, last))
      const whole = await fresh(db, kind, orgId)
      expect(await bytesOf(next ?? whole)).toEqual(await bytesOf(whole))
      if (last) count[next ? 'refreshes' : 'gaps']++
      held.set(orgId, next ?? whole)
    }
  }
  return count
}

test.each([
  ['users', (db: Db) => compare(db, userList)],
  ['members', (db: Db) => compare(db, memberList)],
] as const)(
  `after ${WRITES} random writes from seed ${SEED}, a refreshed list of %s has the same bytes as one that is read whole`,
  { timeout: 120_000 },
  async (_list, compared) => {
    await using db = await testDb()
    const { refreshes, gaps } = await compared(db)
    expect(refreshes).toBeGreaterThan(40)
    expect(gaps).toBeGreaterThan(3)
  },
)

type Item = { id: string; text: string }

const placed = (number: number, text: string, createdMs: number): Placed<Item> => ({
  item: { id: `user_${number}`, text },
  id: `user_${number}`,
  createdMs,
})

const contentOf = ({ json, ends, times, marks }: ListPart) => [String(json), [...ends], [...times], [...marks]]

test('after any change the parts equal those of a list built at once, and most are unchanged', async () => {
  const random = createRandom(SEED)
  const idOf = ({ id }: Item) => id
  const inOrder = (rows: Placed<Item>[]) => rows.sort((a, b) => a.createdMs - b.createdMs || (a.id < b.id ? -1 : 1))
  const everybody = Array.from({ length: 1_500 }, (_, number) => placed(number, 'Zoë, “Z”', number))
  const all = new Map(everybody.map((one) => [one.id, one]))
  let parts = await updateParts([], { rows: inOrder(everybody), userIds: [] }, idOf)
  let kept = 0
  for (let round = 0; round < 80; round++) {
    // Occasionally almost all members leave, and return.
    const many = random.chance(0.05)
    const numbers = Array.from({ length: many ? 1_500 : random.below(8) }, () => random.below(1_500))
    for (const number of numbers) {
      if (random.chance(many && round % 2 === 0 ? 0.9 : 0.2)) all.delete(`user_${number}`)
      else
        all.set(
          `user_${number}`,
          placed(number, `Zoë ${round}`, random.chance(0.9) ? number : random.below(3_000) - 1_500),
        )
    }
    const userIds = [...new Set(numbers)].map((number) => `user_${number}`)
    const rows = inOrder(userIds.flatMap((id) => all.get(id) ?? []))
    const before = new Set(parts)
    parts = await updateParts(parts, { rows, userIds }, idOf)
    kept += parts.filter((part) => before.has(part)).length
    const whole = await updateParts([], { rows: inOrder([...all.values()]), userIds: [] }, idOf)
    expect(parts.map(contentOf)).toEqual(whole.map(contentOf))
  }
  expect(kept).toBeGreaterThan(100)
})

test('after all members of its first part left, and then all others, a list equals one that is built at once', async () => {
  const rows = USERS.map((id, at) => ({ item: { id }, id, createdMs: at }))
  const idOf = ({ id }: { id: string }) => id
  const whole = joinParts(await updateParts([], { rows, userIds: [] }, idOf)).parts
  await deflateParts(whole)
  const first = whole[0]?.times.length ?? 0
  const rest = joinParts(await updateParts(whole, { rows: [], userIds: USERS.slice(0, first) }, idOf)).parts
  const { json } = await bytesOf({ revision: 1n, parts: rest })
  expect(json).toBe(JSON.stringify(rows.slice(first).map(({ item }) => item)))
  const nobody = await updateParts(rest, { rows: [], userIds: USERS }, idOf)
  expect((await bytesOf({ revision: 2n, parts: nobody })).json).toBe('[]')
  expect((await bytesOf({ revision: 3n, parts: await updateParts(nobody, { rows, userIds: [] }, idOf) })).json).toBe(
    JSON.stringify(rows.map(({ item }) => item)),
  )
})

test('a list that is made while the one before it is compressed shares the compressed pieces of unchanged parts', async () => {
  const rows = USERS.map((id, at) => ({ item: { id }, id, createdMs: at }))
  const idOf = ({ id }: { id: string }) => id
  const before = joinParts(await updateParts([], { rows, userIds: [] }, idOf)).parts
  const compressing = deflateParts(before)
  const after = joinParts(await updateParts(before, { rows: [], userIds: USERS.slice(0, 1) }, idOf)).parts
  await Promise.all([compressing, bytesOf({ revision: 1n, parts: after })])
  // The second part refers to the first.
  const unchanged = new Set(before.slice(2).map(({ gzip }) => gzip))
  expect(unchanged.size).toBeGreaterThan(0)
  expect(after.filter(({ gzip }) => unchanged.has(gzip))).toHaveLength(unchanged.size)
})

test('a list that is too large to be joined shares the bytes of unchanged parts with the next, plain and compressed', async () => {
  const text = () => randomBytes(4_500).toString('base64')
  const rows = Array.from({ length: 1_500 }, (_, number) => placed(number, text(), number))
  const idOf = ({ id }: Item) => id
  const before = joinParts(await updateParts([], { rows, userIds: [] }, idOf))
  const deflated = await deflateParts(before.parts)
  const change = { rows: [placed(700, text(), 700)], userIds: ['user_700'] }
  const after = joinParts(await updateParts(before.parts, change, idOf))
  const news = await deflateParts(after.parts)
  expect(after.json.filter((piece) => !before.json.includes(piece))).toHaveLength(1)
  // The part after a changed one refers to it.
  expect(news.pieces.filter((piece) => !deflated.pieces.includes(piece))).toHaveLength(2)
  const json = JSON.stringify(rows.map(({ item, id }) => (id === 'user_700' ? change.rows[0]?.item : item)))
  expect(Buffer.concat(after.json).equals(Buffer.from(json))).toBe(true)
  const gzip = Buffer.concat(await gzipOf([{ plain: after.json, deflated: news }]))
  expect(gunzipSync(gzip).equals(Buffer.from(json))).toBe(true)
})

test('other requests run while a list is built, and while most of its parts are replaced and compressed', async () => {
  const rows = Array.from({ length: 1_500 }, (_, number) => placed(number, 'before', number))
  const idOf = ({ id }: Item) => id
  const changed = rows.map(({ id, createdMs }) => ({ item: { id, text: 'after' }, id, createdMs }))
  let ms = 0
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => (ms += 4))
  onTestFinished(() => clock.mockRestore())
  const turns = countTurns()
  const parts = await updateParts([], { rows, userIds: [] }, idOf)
  const built = turns.soFar()
  const updated = await updateParts(parts, { rows: changed, userIds: rows.map(({ id }) => id) }, idOf)
  const replaced = turns.soFar()
  await deflateParts(updated)
  turns.stop()
  expect(updated.length).toBeGreaterThan(8)
  for (const during of [built, replaced - built, turns.soFar() - replaced])
    expect(during).toBeGreaterThan(updated.length / 3)
})
