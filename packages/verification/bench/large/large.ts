// Large lists: `pnpm bench:large [--members 100000] [--events 5000] [--per-second 200]`, under scripts/with-postgres.sh.
// How long the first list takes beside ten of a tenth of the size, and what readers notice of a burst of changes. The built
// server, its readers and the database share both cores: on a core of its own the server would wait for V8's helpers.
import { Agent } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { createWebhookSender } from '@roster/api/testing'
import { openDatabase } from '@roster/db'
import { startServer } from '../../shared/measured-server.ts'
import { percentile } from '../../shared/percentile.ts'
import { post } from '../../shared/post.ts'
import { serverEnv } from '../../shared/server-env.ts'
import { UNLIMITED } from '../../shared/unlimited.ts'
import { startClerkStub } from '../list/clerk-stub.ts'
import { createCredentials } from '../list/credentials.ts'
import { memberOf, orgIdOf, seed } from '../list/seed.ts'
import { startReaders, type ReadersReport } from './start-readers.ts'

const { values } = parseArgs({
  options: {
    members: { type: 'string', default: '100000' },
    events: { type: 'string', default: '5000' },
    'per-second': { type: 'string', default: '200' },
  },
})
const [members, events, perSecond] = [Number(values.members), Number(values.events), Number(values['per-second'])]
// An organization is named by its size, so that ten of one size differ by a member.
const tenths = Array.from({ length: 10 }, (_, number) => members / 10 + number)
const QUIET_MS = 20_000
const SEEN_WITHIN_MS = 20_000
// As Clerk does.
const RESEND_MS = 5_000
const agent = new Agent({ keepAlive: true, maxSockets: 64 })
const { DATABASE_URL = '' } = process.env

const credentials = createCredentials()
const stub = await startClerkStub()
const db = await openDatabase({ url: DATABASE_URL })
await seed(db, 10_000, credentials.issuer, [25, ...tenths, members])
const { server, url } = await startServer(
  { ...serverEnv({ ...credentials, apiUrl: stub.url }, credentials.azp), ...UNLIMITED, DRAIN_SECONDS: '0' },
  { cores: '0,1' },
)
const usersUrl = `${url}/api/v1/entities/users`
const sender = createWebhookSender({ url, clerk: credentials })
const tokenOf = (size: number, number = 1) =>
  credentials.token(memberOf(size, number), orgIdOf(size), `sess_large${number}`)

await timeOfList(25, 'identity')
const first = { identity: await firstLists('identity'), gzip: await firstLists('gzip') }

const readers = startReaders({
  url: usersUrl,
  tokens: [1, 2, 3, 4].map((number) => tokenOf(members, number)),
  codings: ['identity', 'gzip', 'identity', 'gzip'],
})
await pause(3_000)
await readers.report()
await pause(QUIET_MS)
const quiet = await readers.report()

const cpuBefore = server.cpuSeconds()
const sentAt: number[] = []
const acks: number[] = []
const sending: Promise<void>[] = []
let resent = 0
const begun = performance.now()
for (let event = 0; event < events; event += 1) {
  await pause(Math.max(0, begun + (event * 1000) / perSecond - performance.now()))
  sending.push(sendOne(event))
}
const burst = await readers.report()
await Promise.all(sending)
const isWhole = (report: ReadersReport) => report.readers.every(({ seenAt }) => seenAt.length === events)
const until = performance.now() + SEEN_WITHIN_MS
let last = await readers.report()
while (!isWhole(last) && performance.now() < until) {
  await pause(200)
  last = await readers.report()
}
readers.stop()
const [rssMb, burstCpuSeconds] = [server.rssMb(), server.cpuSeconds() - cpuBefore]
await server.stop()
await db.close()

const of = (coding: 'identity' | 'gzip', report: ReadersReport) =>
  report.readers.flatMap((reader) => (reader.coding === coding ? reader.times : []))
const visible = last.readers.flatMap(({ seenAt }) => seenAt.map(([event, at]) => at - (sentAt[event] ?? at)))
console.log(
  JSON.stringify(
    {
      bench: 'large',
      members,
      events,
      perSecond,
      first,
      ...Object.fromEntries(
        (['identity', 'gzip'] as const).map((coding) => {
          const [before, during] = [of(coding, quiet), of(coding, burst)]
          const [quietP95, burstP95] = [percentile(before, 0.95), percentile(during, 0.95)]
          const p50 = { quietP50: percentile(before, 0.5), burstP50: percentile(during, 0.5) }
          return [coding, { ...p50, quietP95, burstP95, ratio: burstP95 / quietP95, lists: during.length }]
        }),
      ),
      visible: { p50: percentile(visible, 0.5), p95: percentile(visible, 0.95), max: percentile(visible, 1) },
      refused: last.refusals,
      resent,
      unseen: last.readers.length * events - visible.length,
      ackP95: percentile(acks, 0.95),
      burstCpuSeconds,
      rssMb,
    },
    null,
    1,
  ),
)
process.exit(0)

/** The first list of the whole, beside those of ten organizations of a tenth each, in ms. */
async function firstLists(coding: 'identity' | 'gzip') {
  let tenMs = 0
  for (const size of tenths) tenMs += await timeOfList(size, coding)
  const wholeMs = await timeOfList(members, coding)
  return { tenMs, wholeMs, ratio: wholeMs / tenMs }
}

async function timeOfList(size: number, coding: 'identity' | 'gzip'): Promise<number> {
  const started = performance.now()
  const headers = { authorization: `Bearer ${tokenOf(size)}`, 'accept-encoding': coding }
  const response = await fetch(usersUrl, { headers })
  const { length } = await response.text()
  if (!response.ok || length < size) throw new Error(`A list was answered with ${response.status}.`)
  return performance.now() - started
}

async function sendOne(event: number): Promise<void> {
  const member = (((event + 1) * 7919) % members) + 1
  const data = {
    id: memberOf(members, member),
    first_name: 'Given',
    last_name: `Event ${event}`,
    created_at: 1_600_000_000_000 + member * 7919,
    updated_at: Date.now() + event,
  }
  const body = JSON.stringify({ type: 'user.updated', object: 'event', data })
  for (;;) {
    const started = Date.now()
    sentAt[event] = started
    const status = await post(`${url}/api/webhooks/clerk`, agent, body, sender.sign(body))
    if (status === 204) return void acks.push(Date.now() - started)
    resent += 1
    await pause(RESEND_MS)
  }
}
