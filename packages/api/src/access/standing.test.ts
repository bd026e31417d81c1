import { createMirror, type Db } from '@roster/db'
import { testDb } from '@roster/db/testing'
import { expect, test } from 'vitest'
import { createReadStanding } from './standing.ts'
import { acme, fill, globex, userRecord } from '../../testing/test-api.ts'

const asking = (userId: string, orgId = acme) => ({ orgId, userId, sessionId: `sess_${userId}` })

/** The database with this function as the query of its pool. */
function withQuery(db: Db, query: (config: { text: string; values: unknown[] }) => Promise<unknown>): Db {
  const pool = new Proxy(db.pool, { get: (of, key): unknown => (key === 'query' ? query : Reflect.get(of, key)) })
  return { ...db, pool }
}

/** The database with each read delayed until the test releases it. */
function gated(db: Db) {
  const reads: (() => void)[] = []
  const query = async (config: { text: string; values: unknown[] }) => {
    const result = await db.pool.query(config)
    await new Promise<void>((resolve) => reads.push(resolve))
    return result
  }
  return { reads, db: withQuery(db, query) }
}

test('a caller that arrives while a read is in flight shares the next one, and never that one', async () => {
  await using db = await testDb()
  await fill(db, { [acme]: [userRecord('user_1'), userRecord('user_2')] })
  const { reads, db: held } = gated(db)
  const readStanding = createReadStanding(held)
  const first = readStanding(asking('user_1'))
  await expect.poll(() => reads.length).toBe(1)

  await createMirror(db.pool).revokeSession('sess_user_1')
  const later = [asking('user_1'), asking('user_2'), asking('user_1')].map(readStanding)
  reads[0]?.()
  expect((await first).sessionRevoked).toBe(false)
  await expect.poll(() => reads.length).toBe(2)
  reads[1]?.()
  expect((await Promise.all(later)).map(({ sessionRevoked }) => sessionRevoked)).toEqual([true, false, true])
  expect(reads.length).toBe(2)
})

test('each caller of a group gets its own standing', async () => {
  await using db = await testDb()
  await fill(db, { [acme]: [userRecord('user_1')], [globex]: [userRecord('user_2', { banned: true })] })
  const readStanding = createReadStanding(db)
  const [member, stranger, banned, key] = await Promise.all([
    readStanding(asking('user_1')),
    readStanding(asking('user_1', globex)),
    readStanding(asking('user_2', globex)),
    readStanding({ orgId: acme, userId: null, sessionId: null }),
  ])
  expect(member).toMatchObject({ user: { deactivated: false }, membership: { state: 'live', role: 'org:member' } })
  expect(stranger).toMatchObject({ user: { state: 'live' }, membership: null })
  expect(banned).toMatchObject({ user: { deactivated: true }, membership: { state: 'live' } })
  expect(key).toMatchObject({ organization: { state: 'live' }, user: null, membership: null })
  expect(member?.organization?.revision).not.toBe(banned?.organization?.revision)
})

test('a read that fails fails for its group alone', async () => {
  await using db = await testDb()
  await fill(db, { [acme]: [userRecord('user_1')] })
  let broken = true
  const query = (config: { text: string; values: unknown[] }) =>
    broken ? Promise.reject(new Error('the connection broke')) : db.pool.query(config)
  const readStanding = createReadStanding(withQuery(db, query))
  await expect(readStanding(asking('user_1'))).rejects.toThrow('the connection broke')
  broken = false
  expect(await readStanding(asking('user_1'))).toMatchObject({ membership: { state: 'live' } })
})

test('a caller whose ids the database can’t store is refused, and the others of its group are not', async () => {
  await using db = await testDb()
  const members = Array.from({ length: 20 }, (_, index) => `user_${index}`)
  await fill(db, { [acme]: members.map((id) => userRecord(id)) })
  // Without the time limit of requests, which is no rule of this test: a busy machine takes longer for so many statements.
  const health = { ...db.health, within: <Result>(work: () => Promise<Result>) => work() }
  const readStanding = createReadStanding({ ...db, health })
  const asked = members.flatMap((id, index) => (index % 7 === 3 ? [id, `${id}\0`, `${id}\ud800`] : [id]))
  const found = await Promise.allSettled(asked.map((id) => readStanding(asking(id))))
  const states = found.map((each) => (each.status === 'fulfilled' ? each.value.membership?.state : String(each.reason)))
  const refused: unknown = expect.stringContaining('User not authenticated')
  expect(states).toEqual(asked.map((id) => (members.includes(id) ? 'live' : refused)))
})
