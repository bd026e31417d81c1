import { afterAll, beforeAll, expect, test } from 'vitest'
import { stubbedMirror } from '../../testing/stubbed-mirror.ts'
import { runResyncPass } from './resync.ts'

let it: Awaited<ReturnType<typeof stubbedMirror>>
beforeAll(async () => void (it = await stubbedMirror()))
afterAll(() => it[Symbol.asyncDispose]())

/** A signal that is aborted after this many further calls to Clerk. */
function afterCalls(calls: number): AbortSignal {
  const ending = new AbortController()
  const before = it.clerk.asked.length
  it.clerk.answer = () => {
    if (it.clerk.asked.length - before >= calls) ending.abort()
    return undefined
  }
  return ending.signal
}

test('a reconcile that runs out of time makes no further call and confirms nothing, and the next one starts over', async () => {
  it.put('org_late', 3)
  const signal = afterCalls(2)
  const before = it.clerk.asked.length
  expect(await it.reconcile('org_late', { signal })).toMatchObject({ outcome: 'out-of-time', calls: 2 })
  expect(it.clerk.asked.length - before).toBe(2)
  expect(await it.store.readSync('org_late')).toMatchObject({ synced: false, confirmedAt: null })
  expect(it.lines.at(-1)?.[1]).toMatch(/starts over.*more seconds/)

  await it.advance(6)
  expect(await it.reconcile('org_late')).toMatchObject({ outcome: 'completed', users: 3 })
})

test('a pass over due rows that runs out of time leaves the remaining marks for the next pass', async () => {
  it.put('org_marked', 5)
  await it.reconcile('org_marked')
  await it.advance(30)
  await it.db.pool.query(`UPDATE roster.membership SET resync_at = clock_timestamp() WHERE org_id = 'org_marked'`)
  expect(await runResyncPass(it.deps, afterCalls(2))).toMatchObject({ due: 5, read: 2, failed: 0, postponed: 3 })
  await it.advance(1)
  expect(await runResyncPass(it.deps)).toMatchObject({ due: 3, read: 3 })
})
