// Compares serving the list with static bytes and with the usual code, in one run, and prints a table and a JSON line.
// `pnpm bench [--users 200000] [--larger 1000000] [--rounds 3] [--seconds 2] [--only NAME]`, on a throwaway PostgreSQL.
// `pnpm bench --against FOLDER [--starts 5] [--rounds 3] [--seconds 2]` compares it with the build of another checkout instead.
import path from 'node:path'
import { parseArgs } from 'node:util'
import { openDatabase } from '@roster/db'
import { emptyDatabase } from '@roster/db/testing'
import { startServer, untilReady, type MeasuredServer } from '../../shared/measured-server.ts'
import { serverEnv } from '../../shared/server-env.ts'
import { UNLIMITED } from '../../shared/unlimited.ts'
import { startClerkStub } from './clerk-stub.ts'
import { measureAfterChange, measureLoad } from './cold.ts'
import { compareBuilds } from './compare-builds.ts'
import { createCredentials } from './credentials.ts'
import { measureMemory } from './memory.ts'
import { printReport } from './report.ts'
import { memberOf, orgIdOf, otherMemberOf, otherOrgIdOf, seed, sizes } from './seed.ts'
import { measureStall } from './stall.ts'
import { measureThroughput, type Target } from './throughput.ts'

const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '200000' },
    // The number of users in a second database, to measure the cost of growth.
    larger: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '2' },
    only: { type: 'string', default: '' },
    against: { type: 'string' },
    starts: { type: 'string', default: '5' },
  },
})
const rounds = Number(values.rounds)
const seconds = Number(values.seconds)
const { DATABASE_URL = '', INIT_CWD = '' } = process.env
if (values.against !== undefined) {
  // pnpm runs this in its workspace, but the folder is relative to the caller's.
  await compareBuilds(path.resolve(INIT_CWD, values.against), { starts: Number(values.starts), rounds, seconds })
  process.exit(0)
}
const usersPath = '/api/v1/entities/users'
const credentials = createCredentials()
const stub = await startClerkStub()

async function seeded(url: string, users: number) {
  const db = await openDatabase({ url })
  const started = performance.now()
  await seed(db, users, credentials.issuer)
  process.stderr.write(`${users} users in ${Math.round((performance.now() - started) / 1000)} s\n`)
  return db
}

const rosterEnv = { ...serverEnv({ ...credentials, apiUrl: stub.url }, credentials.azp), ...UNLIMITED }
const startOn = (databaseUrl: string) => startServer({ ...rosterEnv, DATABASE_URL: databaseUrl })

const bearerOf = (size: number) => ({ authorization: `Bearer ${credentials.token(memberOf(size), orgIdOf(size))}` })
const identity = { 'accept-encoding': 'identity' }

const db = await seeded(DATABASE_URL, Number(values.users))
const roster = await startOn(DATABASE_URL)
const peers = await startServer(rosterEnv, {
  main: path.join(import.meta.dirname, 'peers.ts'),
  ready: `/static/${sizes[0]}`,
})
const targets: Target[] = []
for (const members of sizes) {
  const plain = { ...bearerOf(members), ...identity }
  const gzip = { ...bearerOf(members), 'accept-encoding': 'gzip' }
  const list = roster.url + usersPath
  const etag = (await untilReady(list, plain)).headers.get('etag') ?? ''
  const still = `${peers.url}/static/${members}`
  const add = (name: string, { server }: { server: MeasuredServer }, url: string, headers: Record<string, string>) =>
    targets.push({ name, members, server, url, headers })
  add('static identity', peers, still, plain)
  add('roster identity', roster, list, plain)
  add('static gzip', peers, still, gzip)
  add('roster gzip', roster, list, gzip)
  add('static 304', peers, still, { ...plain, 'if-none-match': '"static"' })
  add('roster 304', roster, list, { ...plain, 'if-none-match': etag })
  add('usual rest', peers, `${peers.url}/rest`, plain)
  add('usual trpc', peers, `${peers.url}/trpc/list`, plain)
  add('roster trpc', roster, `${roster.url}/api/trpc/users.list`, plain)
  add('paging clerk', peers, `${peers.url}/clerk`, plain)
}
if (values.larger !== undefined) {
  const { url } = await emptyDatabase()
  await (await seeded(url.href, Number(values.larger))).close()
  const larger = await startOn(url.href)
  for (const members of sizes) {
    const headers = { ...bearerOf(members), ...identity }
    await untilReady(larger.url + usersPath, headers)
    targets.push({ name: 'roster larger', members, server: larger.server, url: larger.url + usersPath, headers })
  }
}

const chosen = targets.filter(({ name }) => name.includes(values.only))
const rows = await measureThroughput(chosen, rounds, seconds)
const rssMb = { roster: roster.server.rssMb(), peers: peers.server.rssMb() }

const load = await measureLoad(db)
const afterChange = []
for (const members of sizes) {
  const headers = { ...bearerOf(members), ...identity }
  const ask = (url: string) => async () => (await fetch(url, { headers })).arrayBuffer()
  const asked = { roster: ask(roster.url + usersPath), usual: ask(`${peers.url}/rest`) }
  afterChange.push({ members, ...(await measureAfterChange(db, members, asked)) })
}
const stall = await measureStall(db, roster.server, roster.url + usersPath, {
  small: bearerOf(25),
  large: bearerOf(10_000),
})
await roster.server.stop()

const fresh = await startOn(DATABASE_URL)
const memory = await measureMemory(fresh.server, fresh.url + usersPath, (number) =>
  credentials.token(otherMemberOf(number), otherOrgIdOf(number)),
)

printReport({ users: Number(values.users), rows, rssMb, load, afterChange, stall, memory })
process.exit(0)
