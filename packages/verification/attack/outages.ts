import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { openDatabase } from '@roster/db'
import type { Options, Verdict } from './group.ts'
import { flood } from './flood.ts'
import { startReplicas, type Replicas } from './replicas.ts'

const DRAIN_SECONDS = 2
const PER_SECOND = 100

/** The database hangs (SIGSTOP of all its processes) and is killed. */
export async function* outages({ seconds }: Options): AsyncIterable<Verdict> {
  await using replicas = await startReplicas(1, { DRAIN_SECONDS: String(DRAIN_SECONDS) })
  const [server] = replicas.servers
  const database = await databaseProcesses()
  const paths = ['/api/v1/entities/users', '/api/trpc/users.list', '/readyz']
  const shapes = paths.map((path) => ({ path, headers: replicas.headers() }))
  const ask = (during: number) => flood({ url: server?.url() ?? '', shapes, perSecond: PER_SECOND, seconds: during })
  await ask(2)

  signalAll(database(), 'SIGSTOP')
  const hung = await ask(Math.min(seconds, 10))
  yield {
    promise: 'while the database hangs, every answer is 503 and comes within a second',
    number: `p99 ${Math.max(hung.p99, hung.refusedP99).toFixed(0)} ms, ${JSON.stringify(hung.statuses)}`,
    holds: Math.max(hung.p99, hung.refusedP99) <= 1_000 && hung.statuses['503'] === hung.asked,
  }
  signalAll(database(), 'SIGCONT')
  const recoveredMs = await untilAnswered(replicas)
  yield {
    promise: 'when it resumes, lists are answered within 3 s',
    number: `${recoveredMs.toFixed(0)} ms`,
    holds: recoveredMs <= 3_000,
  }

  // When one of its processes is killed, PostgreSQL ends all connections.
  const asking = ask(6)
  await sleep(3_000)
  process.kill(await checkpointer(), 'SIGKILL')
  const killed = await asking
  const answered = (killed.statuses['200'] ?? 0) + (killed.statuses['503'] ?? 0)
  yield {
    promise: 'a killed database is 503 until it is back, and no connection breaks',
    number: JSON.stringify(killed.statuses),
    holds: answered === killed.asked && (killed.statuses['200'] ?? 0) > 0,
  }

  await untilAnswered(replicas)
  signalAll(database(), 'SIGSTOP')
  await ask(2)
  const started = performance.now()
  await Promise.race([server?.end(), sleep((DRAIN_SECONDS + 20) * 1000)])
  const endedSeconds = (performance.now() - started) / 1000
  signalAll(database(), 'SIGCONT')
  yield {
    promise: 'SIGTERM while the database hangs ends the process within DRAIN_SECONDS and 15 s',
    number: `${endedSeconds.toFixed(1)} s`,
    holds: endedSeconds <= DRAIN_SECONDS + 15.5,
  }
}

/** The current processes of PostgreSQL: the server and its children. */
async function databaseProcesses(): Promise<() => number[]> {
  const parent = parentOf(await checkpointer())
  if (parent < 2) throw new Error('The processes of PostgreSQL are not on this machine, so they can’t be stopped.')
  return () => [
    parent,
    ...readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((pid) => parentOf(pid) === parent),
  ]
}

/** The id of a process that PostgreSQL always has. */
async function checkpointer(): Promise<number> {
  const db = await openDatabase({ url: process.env['DATABASE_URL'] ?? '' })
  const { rows } = await db.pool.query<{ pid: number }>(
    "SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'",
  )
  await db.close()
  return rows[0]?.pid ?? 0
}

function parentOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return 0
  }
}

function signalAll(pids: number[], signal: NodeJS.Signals): void {
  for (const pid of pids) process.kill(pid, signal)
}

async function untilAnswered({ servers, headers }: Replicas): Promise<number> {
  const started = performance.now()
  while (performance.now() - started < 30_000) {
    const response = await fetch(`${servers[0]?.url()}/api/v1/entities/users`, { headers: headers() })
    await response.arrayBuffer()
    if (response.ok) break
    await sleep(20)
  }
  return performance.now() - started
}
