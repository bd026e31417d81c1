import { expect, test } from 'vitest'
import { clockProblem } from './clock-problem.ts'

const server = /^This server’s clock is .* sessions are refused with 401, and from 5 minutes on webhooks with 400/
const database = /^The database’s clock is /
const either = /^This server’s clock is .* If the database’s is the wrong one/

test.each([
  ['all agree', 0, 0, null, /^$/],
  ['they differ by less than 3 s', 2_999, -2_999, null, /^$/],
  ['none was read yet', null, null, null, /^$/],
  ['the server is behind both', 61_000, 60_500, 'error', server],
  ['the server is ahead of both', -29_000, -29_000, 'warn', server],
  ['the server and its embedded database are behind Clerk', 0, 3_000, 'warn', server],
  ['the database is ahead of both', 7_200_000, 0, 'error', database],
  ['the database is behind both', -3_000, 2_000, 'warn', database],
  ['Clerk has not answered', 30_000, null, 'error', either],
] as const)(
  'where %s, the log names the clock and what fails with it',
  (_which, databaseAheadMs, clerkAheadMs, level, message) => {
    const problem = clockProblem({ databaseAheadMs, clerkAheadMs })
    expect(problem?.level ?? null).toBe(level)
    expect(problem?.message ?? '').toMatch(message)
  },
)

test('the message says by how much and in which direction', () => {
  expect(clockProblem({ databaseAheadMs: 61_000, clerkAheadMs: 61_000 })?.message).toMatch(
    /^This server’s clock is 61 s behind /,
  )
  expect(clockProblem({ databaseAheadMs: -4_000, clerkAheadMs: 0 })?.message).toMatch(
    /^The database’s clock is 4 s behind /,
  )
  expect(clockProblem({ databaseAheadMs: 4_000, clerkAheadMs: 0 })?.message).toMatch(
    /^The database’s clock is 4 s ahead of /,
  )
})
