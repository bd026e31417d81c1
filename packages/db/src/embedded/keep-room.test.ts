import { PGlite } from '@electric-sql/pglite'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { isUnavailable } from '../is-unavailable.ts'
import { keepRoom, ROOM_BYTES } from './keep-room.ts'
import { servePglite } from './serve-pglite.ts'

test('while its disk has no room the database is read and not written, and written again once it has', async () => {
  const pglite = await PGlite.create()
  let free = ROOM_BYTES
  const room = keepRoom(pglite, async () => free)
  const pool = new pg.Pool(servePglite(pglite).requests)
  onTestFinished(async () => {
    room.stop()
    await pool.end()
    await pglite.close()
  })
  await pool.query('CREATE TABLE row AS SELECT 1 AS value')
  const write = () =>
    pool.query('UPDATE row SET value = value + 1').then(
      () => 'written',
      (error: unknown) => (isUnavailable(error) ? 'unavailable' : error),
    )
  await room.check()
  expect(await write()).toBe('written')

  free -= 1
  await room.check()
  expect(await write()).toBe('unavailable')
  expect((await pool.query('SELECT value FROM row')).rows).toEqual([{ value: 2 }])
  // As a client that resets its session.
  await pool.query('RESET default_transaction_read_only')
  await room.check()
  expect(await write()).toBe('unavailable')

  free += 1
  await room.check()
  expect(await write()).toBe('written')
})
