// What a sweep of the whole instance costs and finds: `pnpm bench:sweep [--users 150000] [--organizations 10000]
// [--losses 1000] [--seconds 60]`, under scripts/with-postgres.sh. A sweep killed by kill -9 and resumed by another
// process; a second one without any change beside reconciles of organizations one by one; changes that no webhook
// reported; a webhook beside scans; and scans beside webhooks on the same rows.
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { createClerkReader, createSyncDeps, reconcileOrganization, runCounts } from '@roster/api/testing'
import { startLocalClerk } from '@roster/clerk-local'
import { createMirror, openDatabase } from '@roster/db'
import { besideScans } from './beside-scans.ts'
import { contend } from './contend.ts'
import { countRepaired, loseChanges } from './losses.ts'
import { spawnSweep } from './spawn-sweep.ts'

const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '150000' },
    organizations: { type: 'string', default: '10000' },
    losses: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '60' },
  },
})
const [users, organizations, seconds] = [Number(values.users), Number(values.organizations), Number(values.seconds)]
const RECONCILED = 200
// A fifth of Clerk's limit in production.
const CALLS_PER_SECOND = 20
const EVERY_MS = 300_000
// The statistics of a connection are shown once it has been idle for a while.
const STATISTICS_MS = 3_000
const { DATABASE_URL = '' } = process.env

const before = process.memoryUsage().rss
const clerk = await startLocalClerk({
  port: 0,
  secretKeyPrefix: 'sk_live_',
  organizations: { acme: 25, globex: 25, initech: 25 },
  crowd: { users, organizations },
})
const clerkRssMb = Math.round((process.memoryUsage().rss - before) / 2 ** 20)
const db = await openDatabase({ url: DATABASE_URL })
const store = createMirror(db.background)
const calls = () => clerk.requests().total

const killAt = Math.round((2 * users + organizations) / 500 / 2)
console.error(`A sweep, killed after ${killAt} calls and resumed once its lease has run out`)
const killed = await counted(() => spawnSweep(clerk, { killAt }))
const resumed = await counted(() => spawnSweep(clerk))
// A vacuum of what the first one wrote would be counted as the second one's WAL, which is many times smaller.
await setAutovacuum('off')
await db.background.query('VACUUM ANALYZE')
console.error('A second sweep, with nothing changed')
const second = await counted(() => spawnSweep(clerk))
const repeated = killed.calls + resumed.calls - second.calls
const budgetSeconds = second.calls / CALLS_PER_SECOND
console.error(
  `${repeated} of ${second.calls} calls repeated; ${second.walBytes} bytes of WAL in ${second.result?.seconds} s`,
)

const depsOf = (callsPerWindow: number) =>
  createSyncDeps({
    store,
    reader: createClerkReader({ apiUrl: clerk.apiUrl, secretKey: clerk.secretKey }),
    callsPerWindow,
    log: () => {},
    signal: new AbortController().signal,
  })
const unlimited = depsOf(1_000_000)

console.error(`Reconciles of ${RECONCILED} organizations, with nothing changed`)
const some = await organizationIds(`state = 'live' ORDER BY clerk_id LIMIT ${RECONCILED}`)
const each = await counted(() => reconcileEach(some))
await setAutovacuum('on')
const walOfAll = (each.walBytes / some.length) * organizations

console.error(`${values.losses} changes that no webhook reports`)
const losses = await loseChanges(clerk, db, Number(values.losses))
const moved = losses.filter(({ kind }) => kind !== 'rename')
const counts = await counted(async () => {
  const lease = await store.leaseScan('counts', 0)
  return lease ? runCounts(depsOf(1_000), lease, EVERY_MS, () => false) : 0
})
const due = await organizationIds('due_at IS NOT NULL')
await reconcileEach(due)
const byCounts = await countRepaired(db, moved)
console.error(`${byCounts} of ${moved.length} joins, leaves and deletions found by the counts in ${counts.seconds} s`)
const repairing = await counted(() => spawnSweep(clerk))
const bySweep = await countRepaired(db, losses)
const compared = await counted(() => spawnSweep(clerk, { dryRun: true }))

console.error('A webhook beside scans of other rows')
const webhook = await besideScans(db)
console.error(`Scans beside webhooks for ${seconds} s`)
const deadlocksBefore = await statistic('deadlocks', 'pg_stat_database WHERE datname = current_database()')
const { statements, failures } = await contend(db, seconds)
await pause(STATISTICS_MS)
const deadlocks =
  (await statistic('deadlocks', 'pg_stat_database WHERE datname = current_database()')) - deadlocksBefore
const hot = (table: string) =>
  statistic('n_tup_hot_upd::float8 / greatest(n_tup_upd, 1)', `pg_stat_user_tables WHERE relname = '${table}'`)

console.log(
  JSON.stringify(
    {
      bench: 'sweep',
      users,
      organizations,
      clerkRssMb,
      killed: { callsBefore: killed.calls, callsAfter: resumed.calls, repeated, share: repeated / second.calls },
      second: {
        calls: second.calls,
        ...second.result,
        budgetSeconds,
        toBudget: (second.result?.seconds ?? Number.NaN) / budgetSeconds,
        rowsWritten: second.rowsWritten,
        walBytes: second.walBytes,
      },
      oneByOne: { calls: each.calls / some.length, walBytesOfAll: walOfAll, share: second.walBytes / walOfAll },
      losses: {
        changes: losses.length,
        moved: moved.length,
        counts: { calls: counts.calls, seconds: counts.seconds, organizations: due.length, repaired: byCounts },
        sweep: { corrections: repairing.result?.corrections, repaired: bySweep },
        organizationsThatDiffer: compared.result?.differing,
      },
      webhook,
      contention: { seconds, statements, failures: failures.length, first: failures[0], deadlocks },
      hot: { users: await hot('app_user'), memberships: await hot('membership') },
    },
    null,
    1,
  ),
)
await db.close()
process.exit(0)

async function counted<Result>(work: () => Promise<Result>) {
  await pause(STATISTICS_MS)
  const [callsBefore, walBefore, rowsBefore, started] = [calls(), await wal(), await writes(), performance.now()]
  const result = await work()
  const took = (performance.now() - started) / 1000
  await pause(STATISTICS_MS)
  return {
    result,
    calls: calls() - callsBefore,
    seconds: took,
    walBytes: (await wal()) - walBefore,
    rowsWritten: (await writes()) - rowsBefore,
  }
}

async function setAutovacuum(state: 'on' | 'off'): Promise<void> {
  await db.background.query(`ALTER SYSTEM SET autovacuum = ${state}`)
  await db.background.query('SELECT pg_reload_conf()')
}

async function reconcileEach(ids: readonly string[]): Promise<void> {
  for (const id of ids) await reconcileOrganization(unlimited, id)
}

async function organizationIds(where: string): Promise<string[]> {
  const { rows } = await db.background.query<{ id: string }>(
    `SELECT clerk_id AS id FROM roster.organization WHERE ${where}`,
  )
  return rows.map(({ id }) => id)
}

function wal(): Promise<number> {
  return statistic(`pg_current_wal_insert_lsn() - '0/0'`)
}

/** Rows of the mirror that were written so far, by connections that have ended. */
function writes(): Promise<number> {
  return statistic(
    'sum(n_tup_ins + n_tup_upd + n_tup_del)',
    `pg_stat_user_tables WHERE relname IN ('app_user', 'membership', 'organization')`,
  )
}

async function statistic(expression: string, from?: string): Promise<number> {
  const { rows } = await db.background.query<{ value: number }>(
    `SELECT (${expression})::float8 AS value ${from ? `FROM ${from}` : ''}`,
  )
  return rows[0]?.value ?? 0
}
