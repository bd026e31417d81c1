// What waiting for news costs, and how soon it comes: `pnpm bench:news [--clients 10000] [--organizations 500]
// [--seconds 60]`, under scripts/with-postgres.sh. The built server, its clients and the database share both cores: on a core of
// its own the server would wait for V8's helpers, of which there are four.
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { createWebhookSender } from '@roster/api/testing'
import { openDatabase, type Db } from '@roster/db'
import { startServer } from '../../shared/measured-server.ts'
import { percentile } from '../../shared/percentile.ts'
import { serverEnv } from '../../shared/server-env.ts'
import { UNLIMITED } from '../../shared/unlimited.ts'
import { startClerkStub } from '../list/clerk-stub.ts'
import { createCredentials } from '../list/credentials.ts'
import { otherMember, seed } from '../list/seed.ts'
import { startCrowd } from './crowd.ts'

const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '10000' },
    organizations: { type: 'string', default: '500' },
    seconds: { type: 'string', default: '60' },
  },
})
const [clients, organizations, seconds] = [Number(values.clients), Number(values.organizations), Number(values.seconds)]
// At most one per organization, so that no change hides another one.
const NEWS = Math.min(100, organizations)
const RAMP_MS = 25_000
const { DATABASE_URL = '' } = process.env
const credentials = createCredentials()
const stub = await startClerkStub()
const orgIdOf = (client: number) => `org_news${(client + 1) % organizations}`

async function seedNews(db: Db): Promise<void> {
  await seed(db, clients, credentials.issuer, [])
  const run = (sql: string) => db.background.query(sql, [organizations])
  await run(`UPDATE roster.membership SET org_id = 'org_news' || right(user_id, 7)::int % $1::int`)
  await run(`INSERT INTO roster.organization (clerk_id, state, synced_at, confirmed_at)
    SELECT 'org_news' || n, 'live', clock_timestamp(), clock_timestamp() FROM generate_series(0, $1::int - 1) n
    ON CONFLICT (clerk_id) DO UPDATE SET state = 'live', synced_at = excluded.synced_at, confirmed_at = excluded.confirmed_at`)
  // The stub has no lists of the whole instance: the scans rest, as they do where Clerk refuses them.
  await db.background.query(`INSERT INTO roster.scan (name, began_at, due_at, refused)
    SELECT name, clock_timestamp(), clock_timestamp() + interval '1 hour', true
    FROM unnest(ARRAY['sweep', 'counts', 'tail']) AS name`)
}

/** The transactions of the database so far; each statement of the server is one. */
async function transactions(db: Db): Promise<number> {
  const { rows } = await db.background.query<{ n: number }>(
    'SELECT xact_commit::float8 AS n FROM pg_stat_database WHERE datname = current_database()',
  )
  return rows[0]?.n ?? 0
}

/** The p99 in ms of a caller who requests an unchanged list 100 times a second. */
async function quietP99(url: string, authorization: string): Promise<number> {
  const get = async (known: Record<string, string>) => {
    const response = await fetch(url, { headers: { authorization, ...known } })
    await response.arrayBuffer()
    return response.headers.get('etag') ?? ''
  }
  const etag = await get({})
  const took: number[] = []
  for (let at = 0; at < 2_000; at += 1) {
    const begun = performance.now()
    await get({ 'if-none-match': etag })
    took.push(performance.now() - begun)
    await pause(10)
  }
  return percentile(took, 0.99)
}

/** The same while another server holds as many clients: what they cost the machine that runs them, too. */
async function quietP99BesideOthers(): Promise<number> {
  const main = path.join(import.meta.dirname, 'plain-holder.ts')
  const holder = await startServer({}, { main, cores: '0,1', ready: '/' })
  const others = startCrowd({ url: holder.url, authorizations, rampMs: RAMP_MS })
  await pause(RAMP_MS + 5_000)
  const ms = await quietP99(usersUrl, quiet)
  others.stop()
  await holder.server.stop()
  return ms
}

const db = await openDatabase({ url: DATABASE_URL })
await seedNews(db)
const env = {
  ...serverEnv({ ...credentials, apiUrl: stub.url }, credentials.azp),
  ...UNLIMITED,
  DRAIN_SECONDS: '3',
  // As docs/operations.md advises for a container of 512 MB.
  NODE_OPTIONS: '--max-old-space-size=256 --max-semi-space-size=16',
}
const { server, url } = await startServer(env, { cores: '0,1' })
const usersUrl = `${url}/api/v1/entities/users`
const { send } = createWebhookSender({ url, clerk: credentials })
const bearerOf = (client: number) =>
  `Bearer ${credentials.token(otherMember(client + 1), orgIdOf(client), `sess_news${client}`)}`
const quiet = `Bearer ${credentials.token(otherMember(1), orgIdOf(0), 'sess_quiet')}`

await quietP99(usersUrl, quiet)
const withoutMs = await quietP99(usersUrl, quiet)
const idleBefore = await transactions(db)
await pause(5_000)
const idlePerSecond = ((await transactions(db)) - idleBefore) / 5

const authorizations = Array.from({ length: clients }, (_, client) => bearerOf(client))
const elsewhereMs = await quietP99BesideOthers()
const crowd = startCrowd({ url: usersUrl, authorizations, rampMs: RAMP_MS })
await pause(RAMP_MS + 5_000)

const statuses: Record<number, number> = {}
/** The answers to the clients since the last call. */
async function answersSoFar() {
  const { answers } = await crowd.report()
  for (const { status } of answers) statuses[status] = (statuses[status] ?? 0) + 1
  return answers
}

await answersSoFar()
const [statementsFrom, cpuFrom] = [await transactions(db), server.cpuSeconds()]
await pause(seconds * 1000)
const statementsPerSecond = ((await transactions(db)) - statementsFrom) / seconds
const cpuShare = (server.cpuSeconds() - cpuFrom) / seconds
const requestsAMinute = ((await answersSoFar()).length / clients) * (60 / seconds)
const withMs = await quietP99(usersUrl, quiet)
await answersSoFar()

// Renames a member of one organization after another; each of its clients must get the new list.
const sent: { orgId: string; atMs: number }[] = []
for (let news = 0; news < NEWS; news += 1) {
  const data = {
    id: otherMember(news + 1),
    first_name: `News ${news}`,
    created_at: 1_600_000_000_000 + (news + 1) * 7919,
    updated_at: Date.now() + news,
  }
  sent.push({ orgId: orgIdOf(news), atMs: performance.timeOrigin + performance.now() })
  await send({ type: 'user.updated', object: 'event', data })
  await pause(250 + 100 * Math.random())
}
await pause(2_500)
const seen = (await answersSoFar()).filter(({ status }) => status === 200)
const visible = sent.flatMap(({ orgId, atMs }) =>
  seen.filter((answer) => orgIdOf(answer.client) === orgId && answer.atMs > atMs).map((answer) => answer.atMs - atMs),
)
const unseen = (NEWS * clients) / organizations - visible.length
const rssMb = server.rssMb()

const { waiting: waitingAtEnd, problems: problemsBefore } = await crowd.finish()
const stopping = server.stop()
const stoppedMs = performance.now()
let end = await crowd.report()
let answered = end.answers.length
while (end.waiting > 0 && performance.now() - stoppedMs < 10_000) {
  await pause(20)
  end = await crowd.report()
  answered += end.answers.length
}
const drainedMs = performance.now() - stoppedMs
await stopping
await db.close()
crowd.stop()

console.log(
  JSON.stringify({
    bench: 'news',
    clients,
    organizations,
    requestsAMinute,
    statementsPerSecond,
    idlePerSecond,
    cpuShare,
    rssMb,
    visibleP50: percentile(visible, 0.5),
    visibleP99: percentile(visible, 0.99),
    unseen,
    quietP99: { withoutMs, elsewhereMs, withMs },
    end: { waitingAtEnd, answered, drainedMs, problems: end.problems - problemsBefore },
    statuses,
  }),
)
process.exit(0)
