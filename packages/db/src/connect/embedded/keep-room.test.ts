import { expect, onTestFinished, test } from 'vitest'
import { testDb } from '../../../testing/index.ts'
import { isUnavailable } from '../failures/is-unavailable.ts'
import { keepRoom, ROOM_BYTES } from './keep-room.ts'

test('the database is read-only while its disk is full, and writable again once there is room', async () => {
  await using db = await testDb()
  // One session, as the embedded database has for all its clients.
  const session = await db.pool.connect()
  let free = ROOM_BYTES
  const room = keepRoom({ exec: (sql) => session.query(sql) }, async () => free)
  onTestFinished(room.stop)
  const write = () =>
    session.query("INSERT INTO roster.instance (issuer) VALUES ('x') ON CONFLICT (id) DO UPDATE SET issuer = 'x'").then(
      () => 'written',
      (error: unknown) => (isUnavailable(error) ? 'unavailable' : error),
    )
  await room.check()
  expect(await write()).toBe('written')

  free -= 1
  await room.check()
  expect(await write()).toBe('unavailable')
  expect((await session.query('SELECT issuer FROM roster.instance')).rows).toEqual([{ issuer: 'x' }])
  // Like a client that resets its session.
  await session.query('RESET default_transaction_read_only')
  await room.check()
  expect(await write()).toBe('unavailable')

  free += 1
  await room.check()
  expect(await write()).toBe('written')
  session.release()
})
