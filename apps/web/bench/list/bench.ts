// Compares serving the list with static bytes and with the usual code, interleaved in one run.
// `pnpm bench [--users 200000] [--rounds 3] [--seconds 2]`, under scripts/with-postgres.sh.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { createDb } from '@roster/db'
import { startClerkStub } from './clerk-stub.ts'
import { createCredentials } from './credentials.ts'
import { memberOf, orgIdOf, seed, sizes } from './seed.ts'
import { wrk, type Run } from './wrk.ts'

const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '200000' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '2' },
    only: { type: 'string', default: '' },
  },
})
const { DATABASE_URL = '' } = process.env
const here = import.meta.dirname
const credentials = createCredentials()

const db = await createDb({ url: DATABASE_URL })
const started = performance.now()
await seed(db.background, Number(values.users), credentials.issuer)
process.stderr.write(`${values.users} users in ${Math.round((performance.now() - started) / 1000)} s\n`)
await db.close()

const stub = await startClerkStub()
const rosterPort = await freePort()
const peersPort = await freePort()
const clerkKeys = {
  CLERK_SECRET_KEY: credentials.secretKey,
  CLERK_PUBLISHABLE_KEY: credentials.publishableKey,
  CLERK_JWT_KEY: credentials.jwtKey,
  CLERK_API_URL: stub.url,
  CLERK_AUTHORIZED_PARTIES: credentials.azp,
}
const limits = {
  RATE_LIMIT_CREDENTIAL: '1000000000',
  RATE_LIMIT_ORGANIZATION: '1000000000',
  RATE_LIMIT_ADDRESS: '1000000000',
}
const roster = start([path.join(here, '../../dist/server/main.js')], {
  ...clerkKeys,
  ...limits,
  PORT: String(rosterPort),
  HOST: '127.0.0.1',
  LOG_LEVEL: 'warn',
})
const peers = start(['--import', 'tsx', '-C', '@roster/source', path.join(here, 'peers.ts')], {
  BENCH_PORT: String(peersPort),
  BENCH_JWT_KEY: credentials.jwtKey,
  BENCH_PUBLISHABLE_KEY: credentials.publishableKey,
  BENCH_SECRET_KEY: credentials.secretKey,
  BENCH_AZP: credentials.azp,
  BENCH_CLERK_URL: stub.url,
})

// An interrupted bench must not leave its servers behind.
process.once('exit', () => {
  roster.kill('SIGTERM')
  peers.kill('SIGTERM')
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

type Target = { name: string; size: number; process: ChildProcess; url: string; headers: Record<string, string> }

const targets: Target[] = []
for (const size of sizes) {
  const bearer = { authorization: `Bearer ${credentials.token(memberOf(size), orgIdOf(size))}` }
  const rosterUrl = `http://127.0.0.1:${rosterPort}`
  const peersUrl = `http://127.0.0.1:${peersPort}`
  const rest = `${rosterUrl}/api/v1/entities/users`
  await until(() => fetch(rest, { headers: bearer }))
  await until(() => fetch(`${peersUrl}/static/${size}`))
  const tagged = async (headers: Record<string, string>) => (await fetch(rest, { headers })).headers.get('etag') ?? ''
  const gzip = { 'accept-encoding': 'gzip' }
  const plain = { ...bearer, 'accept-encoding': 'identity' }
  const add = (name: string, target: ChildProcess, url: string, headers: Record<string, string>) =>
    targets.push({ name, size, process: target, url, headers })
  add('static identity', peers, `${peersUrl}/static/${size}`, plain)
  add('roster identity', roster, rest, plain)
  add('static gzip', peers, `${peersUrl}/static/${size}`, { ...bearer, ...gzip })
  add('roster gzip', roster, rest, { ...bearer, ...gzip })
  add('static 304', peers, `${peersUrl}/static/${size}`, { ...plain, 'if-none-match': '"static"' })
  add('roster 304', roster, rest, { ...plain, 'if-none-match': await tagged(plain) })
  add('usual rest', peers, `${peersUrl}/rest`, plain)
  add('usual trpc', peers, `${peersUrl}/trpc/list`, plain)
  add('roster trpc', roster, `${rosterUrl}/api/trpc/users.list`, plain)
  add('paging clerk', peers, `${peersUrl}/clerk`, plain)
}

type Measured = Run & { cpuUs: number }
const chosen = targets.filter(({ name }) => name.includes(values.only))
const runs = new Map<Target, Measured[]>(chosen.map((target) => [target, []]))
for (const target of chosen) {
  await wrk(target.url, target.headers, 1)
  await idle(target.process)
}
for (let round = 0; round < Number(values.rounds); round += 1) {
  for (const target of chosen) {
    const before = cpuSeconds(target.process)
    const run = await wrk(target.url, target.headers, Number(values.seconds))
    const requests = Math.max(1, run.rps * Number(values.seconds))
    runs.get(target)?.push({ ...run, cpuUs: ((cpuSeconds(target.process) - before) / requests) * 1e6 })
    await idle(target.process)
  }
}

const rows = chosen.map((target) => ({ target, ...medians(runs.get(target) ?? []) }))
const find = (name: string, size: number) => rows.find(({ target }) => target.name === name && target.size === size)
const ratio = (name: string, base: string, size: number) =>
  Math.round(((find(name, size)?.rps ?? 0) / (find(base, size)?.rps ?? Number.NaN)) * 1000) / 1000

process.stdout.write(
  `${'target'.padEnd(18)}${'members'.padStart(8)}${'req/s'.padStart(10)}${'p50 ms'.padStart(9)}${'p99 ms'.padStart(9)}${'cpu µs'.padStart(9)}\n`,
)
for (const { target, rps, p50, p99, cpuUs, errors } of rows) {
  const cells = [
    String(target.size).padStart(8),
    rps.toFixed(rps < 100 ? 1 : 0).padStart(10),
    p50.toFixed(2).padStart(9),
  ]
  process.stdout.write(
    `${target.name.padEnd(18)}${cells.join('')}${p99.toFixed(2).padStart(9)}${cpuUs.toFixed(0).padStart(9)}${errors ? `  ${errors} errors` : ''}\n`,
  )
}
const ratios = Object.fromEntries(
  sizes.map((size) => [
    size,
    {
      identity: ratio('roster identity', 'static identity', size),
      gzip: ratio('roster gzip', 'static gzip', size),
      notModified: ratio('roster 304', 'static 304', size),
      identityToUsual: ratio('roster identity', 'usual rest', size),
      notModifiedToUsual: ratio('roster 304', 'usual rest', size),
      trpcToUsual: ratio('roster trpc', 'usual trpc', size),
      p99ToStatic:
        Math.round(((find('roster identity', size)?.p99 ?? 0) / (find('static identity', size)?.p99 ?? 1)) * 100) / 100,
    },
  ]),
)
const rss = { roster: rssMb(roster), peers: rssMb(peers) }
process.stdout.write(
  `${JSON.stringify({ bench: 'list', users: Number(values.users), ratios, rssMb: rss, rows: rows.map(({ target, ...row }) => ({ name: target.name, members: target.size, ...row })) })}\n`,
)

process.exit(0)

/** On the first core; wrk has the second. */
function start(args: string[], env: Record<string, string>): ChildProcess {
  return spawn('taskset', ['-c', '0', process.execPath, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

async function until(request: () => Promise<Response>): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    const response = await request().catch(() => undefined)
    await response?.arrayBuffer()
    if (response?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('A server of the bench did not get ready within 30 s; its output above says why.')
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}

function cpuSeconds({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / 100
}

/** Until a server has worked off what a measurement left behind: the next one would pay for it. */
async function idle(server: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 150; tries += 1) {
    const before = cpuSeconds(server)
    await new Promise((resolve) => setTimeout(resolve, 200))
    if (cpuSeconds(server) - before < 0.03) return
  }
  throw new Error('A server of the bench was still busy 30 s after its load, so what follows could not be compared.')
}

function rssMb({ pid }: ChildProcess): number {
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024)
}

function medians(of: Measured[]): Measured {
  const middle = (pick: (run: Measured) => number) =>
    of.map(pick).toSorted((a, b) => a - b)[Math.floor(of.length / 2)] ?? Number.NaN
  return {
    rps: middle((r) => r.rps),
    p50: middle((r) => r.p50),
    p99: middle((r) => r.p99),
    cpuUs: middle((r) => r.cpuUs),
    errors: of.reduce((sum, r) => sum + r.errors, 0),
  }
}
