// The cost of filling and updating the mirror: a backfill, and signed webhooks to the real route.
// `pnpm bench:sync [--members 100000] [--rounds 3] [--seconds 3]`, under scripts/with-postgres.sh; two to three minutes.
import { parseArgs } from 'node:util'
import { createBackendSdk } from '@roster/api/testing'
import { startLocalClerk } from '@roster/clerk-local'
import { openDatabase } from '@roster/db'
import { cpuSeconds } from '../../shared/cpu-seconds.ts'
import { startServer } from '../../shared/measured-server.ts'
import { serverEnv } from '../../shared/server-env.ts'
import { orgIdOf, seed } from '../list/seed.ts'
import { printReport, type Measured } from './report.ts'
import { runBackfill } from './run-backfill.ts'
import { loadWebhooks } from './webhook-load.ts'

const { values } = parseArgs({
  options: {
    members: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '3' },
  },
})
const members = Number(values.members)
const sizes = [25, 1_000, 10_000, 100_000]
const { DATABASE_URL = '' } = process.env

const clerk = await startLocalClerk({ port: 0, organizations: { acme: members, globex: 0, initech: 0 } })
const sdk = createBackendSdk({ ...clerk, authorizedParties: [] })
const { id: acme } = await sdk.organizations.getOrganization({ slug: 'acme' })
const db = await openDatabase({ url: DATABASE_URL })
await seed(db, 100_000, clerk.issuer, sizes)

console.error(`Backfill of ${members} members`)
const backfill = await runBackfill(clerk, acme, members)
await expectMembers(acme, members)

const { server, url } = await startServer(serverEnv(clerk, 'https://bench.example.test'))
const runs = new Map<number, Measured[]>(sizes.map((size) => [size, []]))
for (const size of sizes) await measure(size, 1)
for (let round = 0; round < Number(values.rounds); round += 1) {
  for (const size of sizes) {
    const run = await measure(size, Number(values.seconds))
    runs.get(size)?.push(run)
    console.error(`${run.perSecond.toFixed(0)} events/s about an organization of ${size}`)
  }
}
for (const size of sizes) await expectMembers(orgIdOf(size), size)

await server.stop()
printReport({ members, backfill, runs })
process.exit(0)

async function measure(size: number, seconds: number): Promise<Measured> {
  const { rows } = await db.pool.query<{ pid: number }>(
    `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
  )
  const backends = rows.map(({ pid }) => pid)
  const [serverBefore, databaseBefore] = [server.cpuSeconds(), cpuSeconds(backends)]
  const load = await loadWebhooks(`${url}/api/webhooks/clerk`, clerk, size, seconds)
  const us = (seconds: number) => (seconds / load.events) * 1e6
  return {
    ...load,
    serverUs: us(server.cpuSeconds() - serverBefore),
    databaseUs: us(cpuSeconds(backends) - databaseBefore),
  }
}

async function expectMembers(orgId: string, count: number): Promise<void> {
  const { rows } = await db.background.query<{ live: number }>(
    `SELECT count(*)::int AS live FROM roster.membership JOIN roster.app_user ON clerk_id = user_id AND app_user.state = 'live'
    WHERE org_id = $1 AND membership.state = 'live'`,
    [orgId],
  )
  if (rows[0]?.live !== count) throw new Error(`${orgId} has ${rows[0]?.live} members in the mirror and not ${count}.`)
}
