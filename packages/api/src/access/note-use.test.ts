import { testDb } from '@roster/db/testing'
import { expect, onTestFinished, test, vi } from 'vitest'
import { acme, fill, userRecord } from '../../testing/test-api.ts'
import { createNoteUse } from './note-use.ts'

test('a use that could not be recorded is recorded after a minute, and not with each request before', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  await using db = await testDb()
  await fill(db, { [acme]: [userRecord('user_1')] })
  let down = true
  const query = async (text: string, values: unknown[]) =>
    down ? Promise.reject(new Error('no connection')) : db.background.query(text, values)
  const background = new Proxy(db.background, {
    get: (of, key): unknown => (key === 'query' ? query : Reflect.get(of, key)),
  })
  const errors: unknown[] = []
  const note = createNoteUse({ ...db, background }, (error) => errors.push(error))
  note(acme)
  await expect.poll(() => errors).toHaveLength(1)
  note(acme)
  down = false
  note(acme)
  expect(errors).toHaveLength(1)
  vi.advanceTimersByTime(60_000)
  note(acme)
  const used = 'SELECT FROM roster.organization WHERE used_at IS NOT NULL'
  await expect.poll(async () => (await db.pool.query(used)).rowCount).toBe(1)
})
