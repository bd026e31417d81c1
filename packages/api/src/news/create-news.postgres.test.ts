import type { Db } from '@roster/db'
import type { Admission } from '../access/admit.ts'
import { testDb } from '@roster/db/testing'
import { expect, test, vi } from 'vitest'
import { acme, fill, globex, session, testApi, userRecord } from '../../testing/test-api.ts'
import { createNews, type News } from './create-news.ts'

const next = (news: News, admission: Admission): Promise<string> =>
  new Promise((resume) => news.hold({ admission, begunMs: performance.now(), ms: 25_000 }, undefined, resume))

/** Counts the statements of the database. */
function watched(db: Db) {
  const seen = { count: 0 }
  const query = async (config: { text: string; values: unknown[] }) => {
    seen.count += 1
    return db.pool.query(config)
  }
  const pool = new Proxy(db.pool, { get: (of, key): unknown => (key === 'query' ? query : Reflect.get(of, key)) })
  return { seen, db: { ...db, pool } }
}

test('one statement checks for all waiting callers, and a change wakes only the callers of its organization', async () => {
  await using db = await testDb()
  await fill(db, { [acme]: [userRecord('user_1')], [globex]: [userRecord('user_2')] })
  const { services } = testApi(db)
  const { seen, db: counted } = watched(db)
  const many = { credential: 1_000, organization: 1_000, process: 2_000 }
  const news = createNews(counted, { bounds: many })
  const [one, other] = [await services.admit(session('user_1', acme)), await services.admit(session('user_2', globex))]
  const woken = { acme: 0, globex: 0 }
  const begunMs = performance.now()
  const waits = Array.from({ length: 500 }, () => [
    next(news, one).then((why) => (woken.acme += why === 'changed' ? 1 : 0)),
    next(news, other).then((why) => (woken.globex += why === 'changed' ? 1 : 0)),
  ]).flat()
  await vi.waitFor(() => expect(seen.count).toBeGreaterThan(1), { timeout: 5_000 })
  await db.pool.query("UPDATE roster.app_user SET first_name = 'Grace' WHERE clerk_id = 'user_1'")
  await vi.waitFor(() => expect(woken).toEqual({ acme: 500, globex: 0 }), { timeout: 5_000 })
  expect(seen.count).toBeLessThanOrEqual((performance.now() - begunMs) / 500)
  news.end()
  await Promise.all(waits)
  expect(woken.globex).toBe(0)
})

test('a caller with older revisions than the waiting ones is released, and one with newer revisions releases them', async () => {
  await using db = await testDb()
  await fill(db, { [acme]: [userRecord('user_1'), userRecord('user_2')] })
  const { services } = testApi(db)
  const news = createNews(db)
  const old = await services.admit(session('user_1', acme))
  const waiting = next(news, old)
  await db.pool.query("UPDATE roster.app_user SET first_name = 'Grace' WHERE clerk_id = 'user_1'")
  const newer = next(news, await services.admit(session('user_2', acme)))
  expect(await waiting).toBe('changed')
  expect(await next(news, old)).toBe('changed')
  news.end()
  expect(await newer).toBe('over')
  expect(await next(news, old)).toBe('over')
})

test('a failed check is reported and repeated, and ends no wait', async () => {
  await using db = await testDb()
  await fill(db, { [acme]: [userRecord('user_1')] })
  const { services } = testApi(db)
  const admission = await services.admit(session('user_1', acme))
  const errors: unknown[] = []
  let down = true
  const health = {
    ...db.health,
    within: <Result>(work: () => Promise<Result>) => (down ? Promise.reject(new Error('down')) : work()),
  }
  const news = createNews({ ...db, health }, { onError: (error) => void errors.push(error) })
  const waiting = next(news, admission)
  await vi.waitFor(() => expect(errors.length).toBe(2), { timeout: 5_000 })
  await db.pool.query("UPDATE roster.app_user SET first_name = 'Grace'")
  down = false
  expect(await waiting).toBe('changed')
  news.end()
})

test('the waits of a credential, of an organization and of the process are limited separately', async () => {
  await using db = await testDb()
  const people = ['user_1', 'user_2', 'user_3'].map((id) => userRecord(id))
  await fill(db, { [acme]: people, [globex]: ['user_4', 'user_5'].map((id) => userRecord(id)) })
  const { services } = testApi(db)
  const news = createNews(db, { bounds: { credential: 1, organization: 2, process: 3 } })
  const ended: string[] = []
  const wait = async (userId: string, orgId: typeof acme) => {
    const admission = await services.admit(session(userId, orgId))
    void next(news, admission).then(() => ended.push(userId))
  }
  await wait('user_1', acme)
  await wait('user_1', acme)
  await wait('user_2', acme)
  await wait('user_3', acme)
  await wait('user_4', globex)
  await wait('user_5', globex)
  await vi.waitFor(() => expect(ended).toEqual(['user_1', 'user_3', 'user_5']))
  news.end()
  await vi.waitFor(() => expect(ended).toHaveLength(6))
})

test('the check reads the standings of all callers that came since the last one, also beside one whose id it rejects', async () => {
  await using db = await testDb()
  await fill(db, { [acme]: [userRecord('user_1')], [globex]: [userRecord('user_2', { banned: true })] })
  const { seen, db: counted } = watched(db)
  const news = createNews(counted)
  const asked = (userId: string, orgId = acme) => news.standing({ orgId, userId, sessionId: `sess_${userId}` })
  const found = await Promise.all([asked('user_1'), asked('user_2', globex), asked('user_2'), asked('user_1')])
  expect(found.map(({ user, membership }) => [user?.deactivated, membership?.state])).toEqual([
    [false, 'live'],
    [true, 'live'],
    [true, undefined],
    [false, 'live'],
  ])
  expect(seen.count).toBe(1)
  const [known, invalid] = await Promise.allSettled([asked('user_1'), asked('user_\u0000')])
  expect([known.status, invalid.status]).toEqual(['fulfilled', 'rejected'])
})

test('rows may be due until a check finds none, again once it finds one, and a second after the last check', async () => {
  await using db = await testDb()
  await fill(db, { [acme]: [userRecord('user_1')] })
  const news = createNews(db)
  const check = () => news.standing({ orgId: acme, userId: 'user_1', sessionId: 'sess_1' })
  expect(news.mayBeDue()).toBe(true)
  await check()
  expect(news.mayBeDue()).toBe(false)
  for (const at of ["now() - interval '1 second'", "now() + interval '2 hours'"]) {
    await db.pool.query(`UPDATE roster.app_user SET resync_at = ${at}`)
    await check()
    expect(news.mayBeDue()).toBe(true)
    await db.pool.query(`UPDATE roster.app_user SET resync_at = now() + interval '1 minute'`)
    await check()
    expect(news.mayBeDue()).toBe(false)
  }
  await vi.waitFor(() => expect(news.mayBeDue()).toBe(true), { timeout: 5_000 })
})
