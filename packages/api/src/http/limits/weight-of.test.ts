import { expect, test } from 'vitest'
import { appRouter } from '../../trpc/router.ts'
import { weightOf } from './weight-of.ts'

test('every procedure and everything that is none weighs at least one, and only procedures more', () => {
  // oxlint-disable-next-line no-underscore-dangle -- tRPC lists procedures nowhere else
  const paths = Object.keys(appRouter._def.procedures)
  expect(paths.length).toBeGreaterThan(5)
  for (const path of [...paths, '', 'users.nothing', '__proto__', 'constructor'])
    expect(weightOf([path])).toBeGreaterThanOrEqual(1)
  const heavy = ['users.resolve', 'apiKeys.list', 'apiKeys.create']
  for (const path of [...heavy, 'apiKeys.revoke']) {
    expect(paths).toContain(path)
    expect(weightOf([path])).toBeGreaterThan(1)
  }
})

test('a batch weighs what its calls weigh together', () => {
  expect(weightOf(['users.list', 'users.list', 'apiKeys.list'])).toBe(2 + weightOf(['apiKeys.list']))
  expect(weightOf([])).toBe(0)
})

test('an app gives its own procedures their weights, and can’t change those of Roster', () => {
  const own = new Map([
    ['leads.list', 3],
    ['apiKeys.list', 1],
  ])
  expect(weightOf(['leads.list'], own)).toBe(3)
  expect(weightOf(['apiKeys.list'], own)).toBe(weightOf(['apiKeys.list']))
})
