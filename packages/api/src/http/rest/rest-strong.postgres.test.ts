import { createTRPCClient, httpLink } from '@trpc/client'
import { userSchema } from '../../user.ts'
import type { RosterRouter } from '../../trpc/router.ts'
import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
import { backendOf, organizations } from '../../../testing/rest-callers.ts'
import { callRest } from '../../../testing/rest-call.ts'
import { startTestServer } from '../../../testing/test-server.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())
const backend = backendOf(server)

const headersFor = (organization = 'acme') => ({ authorization: `Bearer ${server.token(undefined, organization)}` })
const trpc = createTRPCClient<RosterRouter>({
  links: [httpLink({ url: `${server.url}/api/trpc`, headers: () => headersFor() })],
})
const read = async (query = '') => {
  const { headers, text } = await callRest(server.url, { query, headers: headersFor() })
  return { asOf: Date.parse(headers.get('x-data-as-of') ?? ''), users: z.array(userSchema).parse(JSON.parse(text)) }
}
const anyText: unknown = expect.any(String)
const usedUp: unknown = expect.stringContaining('Strong reads are used up')
const reconciles = () => server.clerk.requests().byRoute['GET /v1/organizations/:id'] ?? 0

test('strong reads by either transport show changes without a webhook and share a reconcile', async () => {
  const before = await read()
  const bob = before.users.find(({ email }) => email === 'bob@acme.test')
  server.clerk.setFaults({ webhookDropChance: 1 })
  await backend.users.updateUser(bob?.id ?? '', { firstName: 'Robert' })
  await server.clerk.settled()
  expect(await read()).toEqual(before)
  const reads = reconciles()
  const answers = await Promise.all([
    ...Array.from({ length: 6 }, async () => read('?consistency=strong')),
    ...Array.from({ length: 6 }, async () => ({
      users: await trpc.users.list.query({ consistency: 'strong' }),
      asOf: Infinity,
    })),
  ])
  for (const { users, asOf } of answers) {
    expect(users).toContainEqual({ ...bob, firstName: 'Robert', updatedAt: anyText })
    expect(asOf).toBeGreaterThan(before.asOf)
  }
  expect(reconciles() - reads).toBeLessThanOrEqual(2)
  expect((await read()).users).toContainEqual({ ...bob, firstName: 'Robert', updatedAt: anyText })
})

test('beyond their share of Clerk’s limit strong reads are refused with 429 and Retry-After; others are not', async () => {
  const strongly = (organization: string) =>
    callRest(server.url, { query: '?consistency=strong', headers: headersFor(organization) })
  let answers = await Promise.all(organizations.map(strongly))
  // A development instance allows 10 such calls in 10 s, and each of these reads needs 3.
  await expect
    .poll(
      async () => {
        answers = await Promise.all(organizations.map(strongly))
        return answers.map(({ status }) => status)
      },
      { timeout: 25_000, interval: 500 },
    )
    .toContain(429)
  const refused = answers.find(({ status }) => status === 429)
  expect(refused?.headers.get('retry-after')).toBe('10')
  expect(JSON.parse(refused?.text ?? '')).toEqual({
    error: { code: 'RATE_LIMITED', message: usedUp },
  })
  expect((await read()).users).toHaveLength(25)
})
