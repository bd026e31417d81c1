import { expect, onTestFinished, test, vi } from 'vitest'
import { acme } from '../../testing/test-api.ts'
import { createWaits } from './waits.ts'

test('waits that began together end within half a second, but not all at once', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const waits = createWaits({ credential: 200, organization: 200, process: 200 })
  const kind = 'session' as const
  const caller = { kind, userId: 'user_1', sessionId: 'sess_1', orgId: acme, permissions: [], claimsMs: 0 }
  const revisions = { users: 1n, members: 1n }
  const admission = { orgId: acme, caller, role: '', permissions: [], revisions, confirmedMs: null }
  let ended = 0
  for (let client = 0; client < 200; client += 1) {
    waits.add(admission, 25_000, undefined, (why) => (ended += why === 'over' ? 1 : 0))
  }
  await vi.advanceTimersByTimeAsync(24_490)
  expect(ended).toBe(0)
  await vi.advanceTimersByTimeAsync(260)
  expect(ended).toBeGreaterThan(50)
  expect(ended).toBeLessThan(150)
  await vi.advanceTimersByTimeAsync(250)
  expect(ended).toBe(200)
})
