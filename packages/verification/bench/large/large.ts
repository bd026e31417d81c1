// What readers of a large list notice of a burst of changes in it: `pnpm bench:large [--members 100000] [--events 5000]
// [--per-second 200]`, under scripts/with-postgres.sh. One built server on the first core, its readers on the second.
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { createWebhookSender } from '@roster/api/testing'
import { openDatabase } from '@roster/db'
import { startRoster } from '../../shared/measured-server.ts'
import { percentile } from '../../shared/percentile.ts'
import { serverEnv } from '../../shared/server-env.ts'
import { UNLIMITED } from '../../shared/unlimited.ts'
import { startClerkStub } from '../list/clerk-stub.ts'
import { createCredentials } from '../list/credentials.ts'
import { memberOf, orgIdOf, seed } from '../list/seed.ts'
import { startListReader } from './list-reader.ts'

const { values } = parseArgs({
  options: {
    members: { type: 'string', default: '100000' },
    events: { type: 'string', default: '5000' },
    'per-second': { type: 'string', default: '200' },
  },
})
const [members, events, perSecond] = [Number(values.members), Number(values.events), Number(values['per-second'])]
const QUIET_MS = 20_000
const SEEN_WITHIN_MS = 20_000
const { DATABASE_URL = '' } = process.env

const credentials = createCredentials()
const stub = await startClerkStub()
const webhookSigningSecret = `whsec_${Buffer.from('a secret of the bench').toString('base64')}`
const db = await openDatabase({ url: DATABASE_URL })
await seed(db, 10_000, credentials.issuer, [members / 10, members])
const { server, url } = await startRoster({
  ...serverEnv({ ...credentials, apiUrl: stub.url, webhookSigningSecret }, credentials.azp),
  ...UNLIMITED,
  DRAIN_SECONDS: '0',
})
const usersUrl = `${url}/api/v1/entities/users`
const { send } = createWebhookSender({ url, clerk: { webhookSigningSecret } })
const tokenOf = (size: number) => credentials.token(memberOf(size), orgIdOf(size))

const firstMs = { tenth: await firstList(members / 10), whole: await firstList(members) }
const readers = (['identity', 'gzip', 'identity', 'gzip'] as const).map((coding) => ({
  coding,
  ...startListReader(usersUrl, tokenOf(members), coding),
}))
await pause(3_000)
for (const { takeTimes } of readers) takeTimes()
await pause(QUIET_MS)
const quiet = readers.map(({ takeTimes }) => takeTimes())

const sentAt: number[] = []
const acks: number[] = []
const sending: Promise<void>[] = []
let resent = 0
const begun = performance.now()
for (let event = 0; event < events; event += 1) {
  await pause(Math.max(0, begun + (event * 1000) / perSecond - performance.now()))
  sending.push(sendOne(event))
}
const burst = readers.map(({ takeTimes }) => takeTimes())
await Promise.all(sending)
const isSeen = () => readers.every(({ seenAt }) => seenAt.size === events)
for (const until = performance.now() + SEEN_WITHIN_MS; !isSeen() && performance.now() < until;) await pause(50)
await Promise.all(readers.map(({ stop }) => stop()))
const rssMb = server.rssMb()
await server.stop()
await db.close()

const of = (coding: string, times: readonly number[][]) =>
  times.flatMap((each, at) => (readers[at]?.coding === coding ? each : []))
const visible = readers.flatMap(({ seenAt }) => [...seenAt].map(([event, at]) => at - (sentAt[event] ?? at)))
process.stdout.write(
  `${JSON.stringify(
    {
      bench: 'large',
      members,
      events,
      perSecond,
      firstMs,
      ...Object.fromEntries(
        ['identity', 'gzip'].map((coding) => {
          const [before, during] = [of(coding, quiet), of(coding, burst)]
          const [quietP95, burstP95] = [percentile(before, 0.95), percentile(during, 0.95)]
          const p50 = { quietP50: percentile(before, 0.5), burstP50: percentile(during, 0.5) }
          return [coding, { ...p50, quietP95, burstP95, ratio: burstP95 / quietP95, lists: during.length }]
        }),
      ),
      visible: { p50: percentile(visible, 0.5), p95: percentile(visible, 0.95), max: Math.max(...visible) },
      refused: readers.reduce((sum, { refusals }) => sum + refusals(), 0),
      resent,
      unseen: readers.length * events - visible.length,
      ackP95: percentile(acks, 0.95),
      rssMb,
    },
    null,
    1,
  )}\n`,
)
process.exit(0)

/** How long the first list of an organization of this size takes, in ms. */
async function firstList(size: number): Promise<number> {
  const started = performance.now()
  const headers = { authorization: `Bearer ${tokenOf(size)}` }
  const response = await fetch(usersUrl, { headers })
  const { length } = await response.text()
  if (!response.ok || length < size) throw new Error(`The first list was answered with ${response.status}.`)
  return performance.now() - started
}

async function sendOne(event: number): Promise<void> {
  const member = event + 1
  const data = {
    id: memberOf(members, ((member * 7919) % members) + 1),
    first_name: 'Given',
    last_name: `Event ${event}`,
    created_at: 1_600_000_000_000 + (((member * 7919) % members) + 1) * 7919,
    updated_at: Date.now() + event,
  }
  const started = performance.now()
  sentAt[event] = started
  // As Clerk does, though after 5 s.
  while ((await send({ type: 'user.updated', object: 'event', data })).status !== 204) {
    resent += 1
    await pause(500)
  }
  acks.push(performance.now() - started)
}
