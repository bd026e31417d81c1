import pg from 'pg'
import { expect, test, vi } from 'vitest'
import { openDatabase } from '../connect/open-database.ts'
import type { UserRecord } from '../mirror/records.ts'
import type { MirrorStore } from '../mirror.ts'
import { createMirror } from '../mirror/create-mirror.ts'
import { readShown, testDatabase, testDb, type ShownList, type TestDb } from '../../testing/index.ts'

const ROUNDS = 300
const times = { createdMs: 1, updatedMs: 1 }
const user = (id: string, firstName: string, updatedMs: number): UserRecord => {
  const names = { firstName, lastName: null, email: null, imageUrl: null }
  return { id, ...names, hasImage: false, banned: false, deprovisioned: false, createdMs: 1, updatedMs }
}

type Round = { orgId: string; userId: string; join(mirror: MirrorStore): unknown; rename(mirror: MirrorStore): unknown }

/** Creates an organization, and a user who is not yet a member. */
async function begin(db: TestDb, round: number): Promise<Round> {
  const [orgId, userId] = [`org_${round}`, `user_${round}`]
  const mirror = createMirror(db.pool)
  await mirror.applyOrganizations([{ id: orgId, ...times }], { kind: 'webhook' })
  await mirror.applyUsers([user(userId, 'Ada', 1)], { kind: 'webhook' })
  return {
    orgId,
    userId,
    join: (mirror) =>
      mirror.applyMemberships([{ orgId, userId, membershipId: 'm', role: '', ...times }], { kind: 'webhook' }),
    rename: (mirror) => mirror.applyUsers([user(userId, 'Grace', 2)], { kind: 'webhook' }),
  }
}

/** Returns lists of one organization that differ but have the same revision. */
function unrevised(lists: ShownList[]): ShownList[] {
  return lists.filter((list, at) => {
    const other = lists.slice(0, at).find((other) => other?.revision === list?.revision)
    return other !== undefined && JSON.stringify(other?.members) !== JSON.stringify(list?.members)
  })
}

test.each([
  ['rename', 'join'],
  ['join', 'rename'],
] as const)(
  'a %s that is not yet committed blocks a concurrent %s, and each gives the list a new revision',
  async (one, other) => {
    await using db = await testDb()
    const round = await begin(db, 0)
    const read = async () => (await readShown(db, [round.orgId])).get(round.orgId) ?? null
    const lists = [await read()]
    // One connection, so that a production statement runs in the transaction.
    const single = new pg.Pool({ ...db.pool.options, max: 1 })
    await single.query('BEGIN')
    await round[one](createMirror(single))
    let ended = false
    const second = Promise.resolve(round[other](createMirror(db.pool))).finally(() => (ended = true))
    const waiting = `SELECT count(*)::int AS waiting FROM pg_locks WHERE NOT granted AND locktype = 'advisory'`
    await vi.waitFor(async () => {
      const { rows } = await db.pool.query<{ waiting: number }>(waiting)
      expect(ended || rows[0]?.waiting === 1).toBe(true)
    })
    lists.push(await read())
    await single.query('COMMIT')
    await single.end()
    lists.push(await read())
    await second
    lists.push(await read())
    expect(unrevised(lists)).toEqual([])
    expect(lists.at(-1)?.members.map(({ user }) => user.firstName)).toEqual(['Grace'])
  },
)

/** Opens a database whose default is this isolation level. */
async function databaseOf(isolation: string): Promise<TestDb> {
  const database = await testDatabase()
  if (!database) throw new Error('This test needs PostgreSQL: DATABASE_URL is not set.')
  const server = new pg.Client({ connectionString: database.url })
  await server.connect()
  await server.query(`ALTER DATABASE ${server.database} SET default_transaction_isolation = '${isolation}'`)
  await server.end()
  const db = await openDatabase({ url: database.url })
  const close = async () => {
    await db.close()
    await database.drop()
  }
  return { ...db, close, [Symbol.asyncDispose]: close }
}

test.each([
  [ROUNDS, 'read committed'],
  [200, 'repeatable read'],
  [20, 'serializable'],
])(
  'in %i rounds of a join concurrent with a rename, with the default isolation %s, no revision has two lists',
  async (rounds, isolation) => {
    await using db = await databaseOf(isolation)
    const mirror = createMirror(db.pool)
    const problems: unknown[] = []
    for (let at = 0; at < rounds; at++) {
      const round = await begin(db, at)
      const raw = at % 2 === 0
      const rename = () =>
        raw
          ? db.pool.query("UPDATE roster.app_user SET first_name = 'Grace' WHERE clerk_id = $1", [round.userId])
          : round.rename(mirror)
      const writes = [rename(), round.join(mirror)]
      const writing = { open: true }
      const done = Promise.all(writes).finally(() => (writing.open = false))
      const lists: ShownList[] = []
      while (writing.open) lists.push((await readShown(db, [round.orgId])).get(round.orgId) ?? null)
      await done
      lists.push((await readShown(db, [round.orgId])).get(round.orgId) ?? null)
      problems.push(...unrevised(lists))
      expect(lists.at(-1)?.members.map(({ user }) => user.firstName)).toEqual(['Grace'])
    }
    expect(problems).toEqual([])
  },
)
