// The time from the webhook of a change to the changed list: `pnpm bench:freshness [--rounds 3] [--seconds 10]`, under
// scripts/with-postgres.sh. One built server; this process sends the webhooks and reads the lists.
import { loadavg } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { startLocalClerk } from '@roster/clerk-local'
import { z } from 'zod'
import { callClerk, createWebhookSender } from '@roster/api/testing'
import { createServerProcess } from '../../soak/server-process.ts'
import { median } from '../../shared/percentile.ts'
import { serverEnv } from '../../shared/server-env.ts'
import { UNLIMITED } from '../../shared/unlimited.ts'
import { startReader } from './reader.ts'
import { sendSteadily, type Run, type Target } from './sender.ts'

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '3' }, seconds: { type: 'string', default: '10' } },
})
const rounds = Number(values.rounds)
const seconds = Number(values.seconds)
const PAUSE_MS = 10
const azp = 'https://bench.example.test'
const load = loadavg()[0]

const clerk = await startLocalClerk({ port: 0, secretKeyPrefix: 'sk_live_' })
const server = createServerProcess('server', { ...serverEnv(clerk, azp), ...UNLIMITED })
await server.start()
const url = server.url() ?? ''
const { send } = createWebhookSender({ url, clerk })

/** A reader of the organization's list, and members of this organization only, for events to rename. */
async function prepare(slug: string): Promise<Target> {
  const token = clerk.token({ email: 'alice@acme.test', organization: slug, azp, expiresInSeconds: 7200 })
  const reader = startReader(`${url}/api/v1/entities/users`, token, PAUSE_MS)
  const { id } = z.object({ id: z.string() }).parse(await callClerk(clerk, 'GET', `/organizations/${slug}`))
  const users = z.array(z.looseObject({ id: z.string(), email_addresses: z.array(z.unknown()) }))
  // The first few belong to other organizations too.
  const members = users
    .parse(await callClerk(clerk, 'GET', `/users?organization_id=${id}&limit=100&order_by=%2Bcreated_at`))
    .slice(5)
  await reader.ready
  return { reader, members }
}

const acme = await prepare('acme')
const globex = await prepare('globex')
const initech = await prepare('initech')

const scenarios = [
  { name: 'acme and globex, 50 events/s', targets: [acme, globex], perSecond: 50 },
  { name: 'initech, 2 events/s', targets: [initech], perSecond: 2 },
  { name: 'initech, 50 events/s', targets: [initech], perSecond: 50 },
]
const rows = []
for (const { name, targets, perSecond } of scenarios) {
  for (const { reader } of [acme, globex, initech]) reader.stop()
  for (const { reader } of targets) reader.start()
  await sendSteadily({ send, targets, perSecond, seconds: 2 })
  const runs: (Run & { readerPeriodP50: number })[] = []
  for (let round = 0; round < rounds; round += 1) {
    for (const { reader } of targets) reader.periods.length = 0
    const run = await sendSteadily({ send, targets, perSecond, seconds })
    const periods = targets.flatMap(({ reader }) => reader.periods)
    runs.push({ ...run, readerPeriodP50: median(periods) })
    await pause(500)
  }
  const middle = (key: keyof (typeof runs)[number]) => median(runs.map((run) => run[key]))
  const total = (key: keyof Run) => runs.reduce((sum, run) => sum + run[key], 0)
  rows.push({
    name,
    events: total('events'),
    visibleP50: middle('visibleP50'),
    visibleP99: middle('visibleP99'),
    ackP50: middle('ackP50'),
    ackP99: middle('ackP99'),
    readerPeriodP50: middle('readerPeriodP50'),
    refused: total('refused'),
    unseen: total('unseen'),
  })
}

console.table(rows)
console.log(JSON.stringify({ bench: 'freshness', rounds, seconds, loadAverage: load, readerPauseMs: PAUSE_MS, rows }))
process.exit(0)
