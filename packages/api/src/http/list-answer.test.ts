import { createMirror, noteUse } from '@roster/db'
import { testDb } from '@roster/db/testing'
import { expect, test } from 'vitest'
import { acme, fill, session, testApi, userRecord } from '../../testing/test-api.ts'
import { createContext } from '../trpc/context.ts'
import { answerList, type ListRequest } from './list-answer.ts'

const long = { imageUrl: `https://img.clerk.com/${'x'.repeat(2_000)}`, hasImage: true }
const members = Array.from({ length: 2_200 }, (_, at) => userRecord(`user_a${at}`, long))

test('a very large list that just changed is answered as it was only to callers who accept that and lack it', async () => {
  await using db = await testDb()
  await fill(db, { [acme]: members })
  await noteUse(db, acme)
  const { services } = testApi(db)
  const ask = (consistency: ListRequest['consistency'], ifNoneMatch?: string) =>
    answerList(createContext(services, session('user_a0', acme)), 'users', {
      format: 'json',
      coding: 'identity',
      ifNoneMatch,
      consistency,
    })
  const before = await ask('recent')
  await createMirror(db.pool).applyUserDeleted('user_a1')
  await db.pool.query('UPDATE roster.organization SET confirmed_at = clock_timestamp()')
  const older = await ask('recent')
  expect([older.etag, older.total]).toEqual([before.etag, 2_200])
  expect(older.asOfMs).toBeLessThanOrEqual(Date.now() - 1_500)
  const known = await ask('recent', before.etag)
  expect([known.etag === before.etag, known.total]).toEqual([false, 2_199])
  await createMirror(db.pool).applyUserDeleted('user_a2')
  expect((await ask('recent', before.etag)).total).toBe(2_199)
  expect((await ask('current')).total).toBe(2_198)
  await createMirror(db.pool).applyUserDeleted('user_a3')
  expect((await ask('strong')).total).toBe(2_197)
})
