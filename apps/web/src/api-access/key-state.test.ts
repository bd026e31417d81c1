import { expect, test } from 'vitest'
import { keyState } from './key-state.ts'

const now = Date.parse('2026-01-01T00:00:00Z')

test.each([
  [{ revoked: false, expiresAt: null }, 'Active'],
  [{ revoked: false, expiresAt: '2026-01-01T00:00:01Z' }, 'Active'],
  [{ revoked: false, expiresAt: '2026-01-01T00:00:00Z' }, 'Expired'],
  [{ revoked: true, expiresAt: null }, 'Revoked'],
  [{ revoked: true, expiresAt: '2025-01-01T00:00:00Z' }, 'Revoked'],
])('the key %o is %s', (key, state) => {
  expect(keyState(key, now)).toBe(state)
})
