// `pnpm soak [--minutes 10]`, under scripts/with-postgres.sh: two servers on one PostgreSQL, a Clerk that changes
// constantly, webhooks that are lost, repeated and reordered, answers that are wrong or odd, a clock
// that is set back, servers that are killed. At the end, servers and Clerk must agree.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { callClerk } from '@roster/api/testing'
import { startLocalClerk } from '@roster/clerk-local'
import { openDatabase, createMirror } from '@roster/db'
import { letTimePass } from '@roster/db/testing'
import { z } from 'zod'
import { builtServer } from '../shared/built-server.ts'
import { createClerkChanges } from './clerk-changes.ts'
import { listOf, readMembers } from './clerk-state.ts'
import { createLedger } from './ledger.ts'
import { getList, listStatus, readAlong } from './list-reader.ts'
import { serverEnv } from '../shared/server-env.ts'
import { UNLIMITED } from '../shared/unlimited.ts'
import { createServerProcess, type ServerProcess } from './server-process.ts'
import { strangeAnswers } from './strange-answers.ts'
import { startWebhookForwarder } from './webhook-forwarder.ts'

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' } } })
const minutes = Number(values.minutes)
const SECOND = 1000
// The read fence of the mirror.
const FENCE_MS = 10 * SECOND
const CHANGE_EVERY_MS = 100
const SETTLING_MS = 12 * 60 * SECOND
const azp = 'https://soak.example.test'
const spared = 'alice@acme.test'

const started = performance.now()
const say = (text: string) =>
  process.stdout.write(`${String(Math.round((performance.now() - started) / SECOND)).padStart(5)} s  ${text}\n`)
const wrong: string[] = []
const onWrong = (what: string) => {
  wrong.push(what)
  if (wrong.length <= 20) say(`WRONG  ${what}`)
}

// A production key, because reading the marked rows at a development instance's limits would take an hour.
const clerk = await startLocalClerk({ port: 0, secretKeyPrefix: 'sk_live_' })
const env = { ...serverEnv(clerk, azp), ...UNLIMITED }
const servers = ['server 1', 'server 2'].map((name) => createServerProcess(name, env))
const up = () => servers.flatMap((server) => server.url() ?? [])
setTimeout(
  () => {
    say('Stopped: the soak did not end in time.')
    process.exit(1)
  },
  minutes * 60 * SECOND + SETTLING_MS,
).unref()

// In sequence, because the first one applies the migrations.
for (const server of servers) await server.start()
const db = await openDatabase({ url: process.env['DATABASE_URL'] ?? '' })
const ledger = createLedger()
const organizations = await Promise.all(
  ['acme', 'globex', 'initech'].map(async (slug) =>
    z.object({ id: z.string(), slug: z.string() }).parse(await callClerk(clerk, 'GET', `/organizations/${slug}`)),
  ),
)
const tokenOf = (slug: string) => clerk.token({ email: spared, organization: slug, azp, expiresInSeconds: 7200 })
const changes = await createClerkChanges({ clerk, ledger, organizations, azp, spared })
for (const { slug } of organizations)
  await until(`${slug} is known`, async () => (await getList(up()[0] ?? '', tokenOf(slug))).ok)

const forwarder = await startWebhookForwarder(up, (event) => ledger.taken(event))
clerk.sendWebhooksTo(forwarder.url)
clerk.setFaults({
  webhookDropChance: 0.2,
  webhookDuplicateChance: 0.2,
  webhookReorder: true,
  webhookDelayMs: [0, 500],
  apiStaleMs: 2000,
})
say(`two servers serve ${organizations.map(({ slug }) => slug).join(', ')}; the changes begin`)

const stop = new AbortController()
const quiet = new AbortController()
let kills = 0
let setBacks = 0
const strange = { '404': 0, odd: 0 }
let leftReads = 0
const reads = organizations.map((organization) =>
  readAlong({ organization, token: tokenOf(organization.slug), ledger, servers: up, signal: quiet.signal, onWrong }),
)
const watching = repeat(quiet.signal, watchThoseWhoLeft, () => SECOND)
const work = [
  repeat(
    stop.signal,
    () => changes.change(),
    () => CHANGE_EVERY_MS,
  ),
  repeat(stop.signal, killOne, () => (3 + Math.random() * 12) * SECOND),
  repeat(stop.signal, answerStrangely, () => (2 + Math.random() * 8) * SECOND),
  repeat(stop.signal, setClockBack, () => (20 + Math.random() * 40) * SECOND),
  repeat(stop.signal, report, () => 10 * SECOND),
]
await pause(minutes * 60 * SECOND)
stop.abort()
await Promise.all(work)
say('quiet: the last webhooks are delivered')
clerk.setFaults({ apiStaleMs: 0, apiAnswers: [], oddRecords: [] })
await clerk.settled()
await pause(FENCE_MS)
quiet.abort()
await watching
const readCounts = await Promise.all(reads)

say('one reconcile of each organization')
let reconciles = true
for (const { id } of organizations) reconciles = (await reconcile(id)) && reconciles
const mirror = createMirror(db.background)
await pause(FENCE_MS)
// Marked rows are read at a twentieth of Clerk's limit, so a thousand take some minutes.
await until('no row waits to be read', async () => (await mirror.health()).due === 0, 8)

const members: Record<string, number> = {}
let differences = 0
for (const { id, slug } of organizations) {
  const held = await readMembers(clerk, id)
  const expected = listOf(id, held)
  members[slug] = held.length
  for (const server of servers) {
    const answer = await (await getList(server.url() ?? '', tokenOf(slug))).text()
    if (answer === expected) continue
    differences += 1
    onWrong(`${server.name} answers ${slug} otherwise than Clerk: ${firstDifference(answer, expected)}`)
  }
  const here = new Set(held.map((member) => member.id))
  for (const { userId, token } of changes.leftTokens.filter((left) => left.id === id && !here.has(left.userId)))
    for (const server of servers)
      if ((await listStatus(server.url() ?? '', token)) !== 401)
        onWrong(`${server.name} lets ${userId} in, who is no member of ${slug}`)
}

await db.close()
await clerk.close()
const ok = wrong.length === 0 && reconciles
const sum = (pick: (counts: (typeof readCounts)[number]) => number) =>
  readCounts.reduce((n, counts) => n + pick(counts), 0)
say(ok ? 'both servers answer exactly what Clerk holds' : `${wrong.length} things are wrong`)
process.stdout.write(
  `${JSON.stringify({
    soak: minutes,
    ok,
    wrong: wrong.length,
    differences,
    kills,
    strangeAnswers: strange,
    setBacks,
    changes: Object.values(changes.counts).reduce((n, count) => n + count, 0),
    webhooks: forwarder.counts,
    reads: sum(({ read }) => read),
    notModified: sum(({ notModified }) => notModified),
    busy: sum(({ busy }) => busy),
    unreached: sum(({ unreached }) => unreached),
    readsByThoseWhoLeft: leftReads,
    members,
  })}\n`,
)
process.exit(ok ? 0 : 1)

async function repeat(signal: AbortSignal, work: () => Promise<unknown>, waitMs: () => number): Promise<void> {
  while (!signal.aborted) {
    await pause(waitMs(), undefined, { signal }).catch(() => {})
    if (!signal.aborted) await work()
  }
}

async function killOne(): Promise<void> {
  const server: ServerProcess | undefined = servers[Math.floor(Math.random() * servers.length)]
  await server?.kill()
  kills += 1
  await server?.start()
}

async function answerStrangely(): Promise<void> {
  const { kind, faults } = strangeAnswers(organizations)
  clerk.setFaults(faults)
  strange[kind] += 1
}

/** Sets the database's clock back, so that stored times are in the future. */
async function setClockBack(): Promise<void> {
  try {
    await letTimePass(db, Math.random() < 0.5 ? -15 : -7_200)
    setBacks += 1
  } catch (error) {
    // It locks whole tables in another order than the servers, so PostgreSQL may end it to resolve a deadlock.
    if (!(error instanceof Error && 'code' in error && error.code === '40P01')) throw error
  }
}

/** Tokens of removed, deleted and banned users must be refused once a server has acknowledged the webhook. */
async function watchThoseWhoLeft(): Promise<void> {
  for (const { id, slug, userId, token } of changes.leftTokens)
    for (const server of up()) {
      const at = performance.now()
      const status = await listStatus(server, token).catch(() => undefined)
      leftReads += 1
      if (status === 200 && (ledger.goneBefore(id, userId, at) || ledger.bannedBefore(userId, at)))
        onWrong(`${userId} reads ${slug} after the end was taken`)
    }
}

async function report(): Promise<void> {
  const { due } = await createMirror(db.background).health()
  const done = Object.values(changes.counts).reduce((n, count) => n + count, 0)
  const { taken, refused, unreached } = forwarder.counts
  say(
    `${done} changes, webhooks ${taken} taken, ${refused} refused, ${unreached} unreached; ${due} rows due, ${kills} kills, ${wrong.length} wrong`,
  )
}

async function reconcile(orgId: string): Promise<boolean> {
  const command = builtServer('commands/roster.js')
  // A server may hold the organization's lease for up to 30 s.
  for (let tries = 1; ; tries += 1) {
    // So many ends are lost here that the reconcile would take them for a fault of Clerk.
    const node = [command, 'reconcile', orgId, '--believe-absences']
    const child = spawn(process.execPath, node, { env, stdio: ['ignore', 'pipe', 'ignore'] })
    const [stdout] = await Promise.all([text(child.stdout), once(child, 'exit')])
    say(stdout.split('\n')[0] ?? '')
    if (child.exitCode === 0) return true
    if (tries === 5) {
      onWrong(`the reconcile of ${orgId} did not complete`)
      return false
    }
    await pause(FENCE_MS)
  }
}

async function until(what: string, isSo: () => Promise<boolean>, patienceMinutes = 2): Promise<void> {
  for (let tries = 0; tries < patienceMinutes * 120; tries += 1) {
    if (await isSo()) return
    await pause(500)
  }
  throw new Error(`${patienceMinutes} minutes went by until ${what}.`)
}

function firstDifference(answer: string, expected: string): string {
  let at = 0
  while (answer[at] !== undefined && answer[at] === expected[at]) at += 1
  return `at ${at}, ${answer.slice(Math.max(0, at - 60), at + 60)} instead of ${expected.slice(Math.max(0, at - 60), at + 60)}`
}
