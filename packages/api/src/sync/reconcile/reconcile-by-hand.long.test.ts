import { expect, test } from 'vitest'
import { startByHand } from '../../../testing/by-hand.ts'

test('a reconcile of 10,000 members makes at most 45 calls to Clerk', { timeout: 120_000 }, async () => {
  await using it = await startByHand(10_000)
  const initech = await it.idOf('/organizations/initech')
  const before = it.clerk.requests().total
  const { completed, lines } = await it.reconcile({ orgId: initech })
  expect(completed).toBe(true)
  expect(lines[0]).toMatch('10000 users, 10000 memberships')
  expect(it.clerk.requests().total - before).toBeLessThanOrEqual(45)
})
