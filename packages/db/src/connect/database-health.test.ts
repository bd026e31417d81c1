import { expect, test } from 'vitest'
import { createDatabaseHealth } from './database-health.ts'
import { isUnavailable } from './failures/is-unavailable.ts'

const never = () => new Promise<never>(() => {})
const isUnavailableAfter = (work: Promise<unknown>) => work.then(() => false, isUnavailable)

test('a late statement is rejected as unavailable, and others succeed while the database answers', async () => {
  const health = createDatabaseHealth(async () => 1)
  expect(await isUnavailableAfter(health.within(never))).toBe(true)
  expect(await health.within(async () => 'an answer')).toBe('an answer')
})

test('a statement that fails in time rejects with its own error', async () => {
  const health = createDatabaseHealth(async () => 1)
  const failing = health.within(() => Promise.reject(new Error('wrong')))
  await expect(failing).rejects.toThrow('wrong')
})

test('no statement is sent while the database hangs, and statements resume soon after it answers again', async () => {
  let answers = false
  const answer = () => (answers ? Promise.resolve() : never())
  let asked = 0
  const health = createDatabaseHealth(answer)
  const ask = () =>
    isUnavailableAfter(
      health.within(() => {
        asked += 1
        return answer()
      }),
    )
  expect(await ask()).toBe(true)
  expect(await health.isAnswering()).toBe(false)
  expect([await ask(), asked]).toEqual([true, 1])
  answers = true
  await expect.poll(ask, { timeout: 3000 }).toBe(false)
})
