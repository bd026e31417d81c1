// The time from the webhook of a change to the changed list: `pnpm bench:freshness [--rounds 3] [--seconds 10]`, under
// scripts/with-postgres.sh. One built server; this process sends the webhooks and reads the lists.
import { loadavg } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { startLocalClerk } from '@roster/clerk-local'
import { z } from 'zod'
import { createWebhookSender } from '@roster/api/testing'
import { createServerProcess } from '../../soak/server-process.ts'
import { percentile } from '../../shared/percentile.ts'
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
process.once('exit', () => void server.kill())
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
await server.start()
const url = server.url() ?? ''
const { send } = createWebhookSender({ url, clerk })

/** A reader of the organization's list, and members of this organization only, for events to rename. */
async function prepare(slug: string): Promise<Target> {
  const token = clerk.token({ email: 'alice@acme.test', organization: slug, azp, expiresInSeconds: 7200 })
  const reader = startReader(`${url}/api/v1/entities/users`, token, PAUSE_MS)
  const headers = { authorization: `Bearer ${clerk.secretKey}` }
  const read = async (path: string): Promise<unknown> => (await fetch(`${clerk.apiUrl}/v1${path}`, { headers })).json()
  const { id } = z.object({ id: z.string() }).parse(await read(`/organizations/${slug}`))
  const users = z.array(z.looseObject({ id: z.string(), email_addresses: z.array(z.unknown()) }))
  // The first few belong to other organizations too.
  const members = users.parse(await read(`/users?organization_id=${id}&limit=100&order_by=%2Bcreated_at`)).slice(5)
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
    runs.push({ ...run, readerPeriodP50: percentile(periods, 0.5) })
    await pause(500)
  }
  const median = (pick: (run: (typeof runs)[number]) => number) => percentile(runs.map(pick), 0.5)
  rows.push({
    name,
    events: runs.reduce((sum, run) => sum + run.events, 0),
    visibleP50: median((run) => run.visibleP50),
    visibleP99: median((run) => run.visibleP99),
    ackP50: median((run) => run.ackP50),
    ackP99: median((run) => run.ackP99),
    readerPeriodP50: median((run) => run.readerPeriodP50),
    refused: runs.reduce((sum, run) => sum + run.refused, 0),
    unseen: runs.reduce((sum, run) => sum + run.unseen, 0),
  })
}

const cells = (name: string, figures: readonly (number | string)[]) =>
  `${name.padEnd(30)}${figures.map((figure) => String(typeof figure === 'number' ? Math.round(figure) : figure).padStart(13)).join('')}\n`
process.stdout.write(cells('ms', ['visible p50', 'visible p99', 'ack p50', 'ack p99', 'reader period', 'unseen']))
for (const row of rows)
  process.stdout.write(
    cells(row.name, [row.visibleP50, row.visibleP99, row.ackP50, row.ackP99, row.readerPeriodP50, row.unseen]),
  )
process.stdout.write(
  `${JSON.stringify({ bench: 'freshness', rounds, seconds, loadAverage: load, readerPauseMs: PAUSE_MS, rows })}\n`,
)
process.exit(0)
