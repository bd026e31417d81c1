import { expect, test } from 'vitest'
import { rosterRouter } from '../../trpc/router.ts'
import { createWeightOf } from './weight-of.ts'

const weightOf = createWeightOf(rosterRouter)

test('every path weighs at least one, and only procedures weigh more', () => {
  // oxlint-disable-next-line no-underscore-dangle -- tRPC lists procedures nowhere else
  const paths = Object.keys(rosterRouter._def.procedures)
  expect(paths.length).toBeGreaterThan(6)
  for (const path of [...paths, '', 'users.nothing', '__proto__', 'constructor'])
    expect(weightOf([path])).toBeGreaterThanOrEqual(1)
  const heavy = ['users.resolve', 'apiKeys.list', 'apiKeys.create']
  for (const path of [...heavy, 'apiKeys.revoke']) {
    expect(paths).toContain(path)
    expect(weightOf([path])).toBeGreaterThan(1)
  }
})

test('a batch weighs the sum of its calls', () => {
  expect(weightOf(['users.list', 'users.list', 'apiKeys.list'])).toBe(2 + weightOf(['apiKeys.list']))
  expect(weightOf([])).toBe(0)
})
