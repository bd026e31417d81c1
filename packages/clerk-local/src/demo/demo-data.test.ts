import { expect, test } from 'vitest'
import { demoData } from './demo-data.ts'

test('however large a demo organization is, nobody joined it in the future', () => {
  const rows = demoData({ acme: 5_000, globex: 5_000, initech: 20_000 })
  const times = rows.flatMap((change) => (change.kind === 'membership' && change.row ? [change.row.createdAt] : []))
  expect(times.length).toBe(30_000)
  expect(Math.max(...times)).toBeLessThan(Date.UTC(2026, 0))
})
