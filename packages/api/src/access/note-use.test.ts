import { testDb } from '@roster/db/testing'
import { expect, test } from 'vitest'
import { acme, fill, userRecord } from '../../testing/test-api.ts'
import { createNoteUse } from './note-use.ts'

test('a use that could not be recorded is recorded with the next request', async () => {
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
  down = false
  note(acme)
  const used = 'SELECT FROM roster.organization WHERE used_at IS NOT NULL'
  await expect.poll(async () => (await db.pool.query(used)).rowCount).toBe(1)
})
