// What a sweep of the whole instance costs: `pnpm bench:sweep [--users 150000] [--organizations 10000] [--seconds 60]`,
// under scripts/with-postgres.sh. A sweep killed by kill -9 and resumed by another process, a second one without any change
// beside reconciles of organizations one by one, and scans beside webhooks on the same rows.
import { parseArgs } from 'node:util'
import { createClerkReader, createSyncDeps, reconcileOrganization } from '@roster/api/testing'
import { startLocalClerk } from '@roster/clerk-local'
import { createMirror, openDatabase } from '@roster/db'
import { contend } from './contend.ts'
import { spawnSweep } from './spawn-sweep.ts'

const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '150000' },
    organizations: { type: 'string', default: '10000' },
    seconds: { type: 'string', default: '60' },
  },
})
const [users, organizations, seconds] = [Number(values.users), Number(values.organizations), Number(values.seconds)]
const RECONCILED = 200
const { DATABASE_URL = '' } = process.env

const clerk = await startLocalClerk({
  port: 0,
  secretKeyPrefix: 'sk_live_',
  organizations: { acme: 25, globex: 25, initech: 25 },
  crowd: { users, organizations },
})
const db = await openDatabase({ url: DATABASE_URL })
const calls = () => clerk.requests().total

const killAt = Math.round((2 * users + organizations) / 500 / 2)
say(`A sweep, killed after ${killAt} calls and resumed once its lease has run out`)
const killed = await counted(() => spawnSweep(clerk, killAt))
const resumed = await counted(() => spawnSweep(clerk))
say('A second sweep, with nothing changed')
const second = await counted(() => spawnSweep(clerk))
const repeated = killed.calls + resumed.calls - second.calls
say(
  `${repeated} of ${second.calls} calls repeated; ${second.walBytes} bytes of WAL, ${second.result?.corrections} corrections`,
)

say(`Reconciles of ${RECONCILED} organizations, with nothing changed`)
const deps = createSyncDeps({
  store: createMirror(db.background),
  reader: createClerkReader({ apiUrl: clerk.apiUrl, secretKey: clerk.secretKey }),
  callsPerWindow: 1_000_000,
  log: () => {},
  signal: new AbortController().signal,
})
const { rows } = await db.background.query<{ id: string }>(
  `SELECT clerk_id AS id FROM roster.organization WHERE state = 'live' ORDER BY clerk_id LIMIT ${RECONCILED}`,
)
const each = await counted(async () => {
  for (const { id } of rows) await reconcileOrganization(deps, id)
})
const walOfAll = (each.walBytes / rows.length) * organizations
say(`${Math.round(walOfAll)} bytes of WAL for all`)

say(`Scans beside webhooks for ${seconds} s`)
const deadlocksBefore = await statistic('deadlocks', 'pg_stat_database WHERE datname = current_database()')
const { statements, failures } = await contend(db, seconds)
// The statistics of a connection are shown once it has been idle for a while.
await new Promise((resolve) => setTimeout(resolve, 3_000))
const deadlocks =
  (await statistic('deadlocks', 'pg_stat_database WHERE datname = current_database()')) - deadlocksBefore
const hot = (table: string) =>
  statistic('n_tup_hot_upd::float8 / greatest(n_tup_upd, 1)', `pg_stat_user_tables WHERE relname = '${table}'`)

process.stdout.write(
  `${JSON.stringify(
    {
      bench: 'sweep',
      users,
      organizations,
      killed: { callsBefore: killed.calls, callsAfter: resumed.calls, repeated, share: repeated / second.calls },
      second: { calls: second.calls, corrections: second.result?.corrections, walBytes: second.walBytes },
      oneByOne: { calls: each.calls / rows.length, walBytesOfAll: walOfAll, share: second.walBytes / walOfAll },
      contention: { seconds, statements, failures: failures.length, first: failures[0], deadlocks },
      hot: { users: await hot('app_user'), memberships: await hot('membership') },
    },
    null,
    1,
  )}\n`,
)
await db.close()
process.exit(0)

async function counted<Result>(work: () => Promise<Result>) {
  const [callsBefore, walBefore] = [calls(), await wal()]
  const result = await work()
  return { result, calls: calls() - callsBefore, walBytes: (await wal()) - walBefore }
}

async function wal(): Promise<number> {
  const { rows: found } = await db.background.query<{ bytes: number }>(
    `SELECT (pg_current_wal_insert_lsn() - '0/0')::float8 AS bytes`,
  )
  return found[0]?.bytes ?? 0
}

async function statistic(column: string, from: string): Promise<number> {
  const { rows: found } = await db.background.query<{ value: number }>(
    `SELECT (${column})::float8 AS value FROM ${from}`,
  )
  return found[0]?.value ?? 0
}

function say(line: string): void {
  process.stderr.write(`${line}\n`)
}
