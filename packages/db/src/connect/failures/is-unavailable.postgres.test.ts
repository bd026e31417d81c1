import { testDb } from '../../../testing/index.ts'
import { expect, test } from 'vitest'
import { isUnavailable } from './is-unavailable.ts'

const errorOf = (query: Promise<unknown>) =>
  query.then(
    () => undefined,
    (error: unknown) => error,
  )

test('a broken connection is unavailable, for the running statement and for the next one', async () => {
  await using db = await testDb()
  const client = await db.pool.connect()
  const ended = new Promise((resolve) => client.once('end', resolve))
  const during = await errorOf(client.query('SELECT pg_terminate_backend(pg_backend_pid())'))
  await ended
  const after = await errorOf(client.query('SELECT 1'))
  client.release(true)
  expect([during, after].map(isUnavailable)).toEqual([true, true])
})

test('an invalid statement is not unavailable', async () => {
  await using db = await testDb()
  expect(isUnavailable(await errorOf(db.pool.query('SELECT nothing')))).toBe(false)
})
