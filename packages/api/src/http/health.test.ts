import { testDb } from '@roster/db/testing'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { z } from 'zod'
import { createClockWatch } from '../clerk/clock/clock-watch.ts'
import { silentLog } from '../../testing/silent-log.ts'
import { startWebhookServer, type WebhookServer } from '../../testing/webhook-server.ts'

const millis = z.number().nonnegative()
const answer = z.strictObject({
  ready: z.boolean(),
  database: z.strictObject({ readable: z.boolean(), writable: z.boolean() }),
  clerk: z.strictObject({ answering: z.boolean().nullable(), instance: z.string() }),
  clock: z.strictObject({ databaseAheadMs: z.number().nullable(), clerkAheadMs: z.number().nullable() }),
  mirror: z.strictObject({
    unconfirmedMs: millis,
    webhookSilentMs: millis.nullable(),
    due: millis,
    oldestDueMs: millis,
  }),
  scans: z.partialRecord(
    z.enum(['sweep', 'counts', 'tail']),
    z.strictObject({
      running: z.boolean(),
      refused: z.boolean(),
      beganMs: millis.nullable(),
      confirmedMs: millis.nullable(),
      progress: z
        .strictObject({
          step: z.string(),
          users: millis,
          memberships: millis,
          organizations: millis,
          corrections: millis,
          calls: millis,
        })
        .nullable(),
    }),
  ),
})

let server: WebhookServer
beforeAll(async () => {
  server = await startWebhookServer()
  await server.list()
})
afterAll(() => server[Symbol.asyncDispose]())

test('/readyz answers one word, and with ?verbose a report on each dependency', async () => {
  expect(await (await server.get('/readyz')).text()).toBe('ok')
  const response = await server.get('/readyz?verbose')
  expect(response.status).toBe(200)
  const { clock, ...seen } = answer.parse(await response.json())
  expect(seen).toMatchObject({
    ready: true,
    database: { readable: true, writable: true },
    clerk: { answering: true, instance: 'own' },
  })
  // One machine has one clock; the rest is the time of the requests.
  for (const aheadMs of [clock.databaseAheadMs, clock.clerkAheadMs])
    expect(Math.abs(aheadMs ?? Infinity)).toBeLessThan(3_000)
})

test('sessions that are refused because this server’s clock is behind are logged once a minute', async () => {
  const headers = { authorization: `Bearer ${server.token()}` }
  const refusals = () => server.logged().filter((line) => line.startsWith('error A session was refused with 401'))
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 60_000 })
  onTestFinished(() => void vi.useRealTimers())
  for (let times = 0; times < 3; times += 1)
    expect((await server.get('/api/v1/entities/users', { headers })).status).toBe(401)
  expect(refusals()).toEqual([expect.stringMatching(/not valid yet: this server’s clock is behind Clerk’s/)])
})

test('an expired token, or one that Clerk did not sign, is not reported as a clock problem', async () => {
  const before = server.logged()
  const token = server.token()
  const [header, , signature] = token.split('.')
  const claims = { iat: Date.now() / 1000 + 60, exp: Date.now() / 1000 + 120, iss: server.clerk.issuer, sub: 'user_1' }
  const forged = `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${signature}`
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 600_000 })
  const old = server.token()
  vi.useRealTimers()
  for (const each of [forged, old, 'eyJh.e30.x', 'x.y.z'])
    expect((await server.get('/api/v1/entities/users', { headers: { authorization: `Bearer ${each}` } })).status).toBe(
      401,
    )
  expect(server.logged()).toEqual(before)
})

test('a clock difference is logged at the level of its size, and a small one is not', async () => {
  await using db = await testDb()
  const keys = { ...server.clerk, authorizedParties: [] }
  const reported = async (behindMs: number, clerkAheadMs: number) => {
    const lines: string[] = []
    const at = (level: string) => (_facts: object, message: string) => void lines.push(`${level} ${message}`)
    const log = { ...silentLog, warn: at('warn'), error: at('error') }
    const now = () => Date.now() - behindMs
    await createClockWatch({ db, keys, clerkAheadMs: () => clerkAheadMs, log, now }).check()
    return lines
  }
  expect(await reported(61_000, 61_000)).toEqual([
    expect.stringMatching(/^error This server’s clock is 61 s behind Clerk’s/),
  ])
  expect(await reported(-4_000, 0)).toEqual([expect.stringMatching(/^warn The database’s clock is 4 s behind/)])
  expect(await reported(1_000, 0)).toEqual([])
})
