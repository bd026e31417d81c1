import { startLocalClerk } from '@roster/clerk-local'
import { emptyDatabase } from '@roster/db/testing'
import { builtServer } from '../../shared/built-server.ts'
import { startRoster, untilReady } from '../../shared/measured-server.ts'
import { serverEnv } from '../../shared/server-env.ts'
import { UNLIMITED } from '../../shared/unlimited.ts'
import { measureThroughput, type Target } from './throughput.ts'

const azp = 'https://bench.example.test'
const organizations = { acme: 25, globex: 1_000, initech: 10_000 }

/**
 * Loads this build and the one in the folder `checkout` in turn with the same requests, each on a database with its own
 * migrations that it filled from the same Clerk, and prints the ratios of their speed.
 */
export async function compareBuilds(checkout: string, rounds: number, seconds: number): Promise<void> {
  const clerk = await startLocalClerk({ port: 0, secretKeyPrefix: 'sk_live_', organizations })
  const headersOf = (organization: string) => ({
    authorization: `Bearer ${clerk.token({ email: 'alice@acme.test', organization, azp, expiresInSeconds: 7200 })}`,
    'accept-encoding': 'identity',
  })

  async function targetsOf(main: string): Promise<Target[]> {
    const { url: database, admin } = await emptyDatabase()
    const env = { ...serverEnv(clerk, azp), ...UNLIMITED, DATABASE_URL: database.href }
    const { server, url } = await startRoster(env, main)
    const targets: Target[] = []
    for (const [organization, members] of Object.entries(organizations)) {
      const list = `${url}/api/v1/entities/users`
      const plain = headersOf(organization)
      const etag = (await untilReady(list, plain)).headers.get('etag') ?? ''
      const add = (name: string, url: string, headers: Record<string, string>) =>
        targets.push({ name, members, server, url, headers: { ...plain, ...headers } })
      add('identity', list, {})
      add('gzip', list, { 'accept-encoding': 'gzip' })
      add('304', list, { 'if-none-match': etag })
      add('trpc', `${url}/api/trpc/users.list`, {})
    }
    await admin.query('VACUUM ANALYZE')
    return targets
  }

  const ofThis = await targetsOf(builtServer('main.js'))
  const ofOther = await targetsOf(builtServer('main.js', checkout))
  const pairs = ofThis.flatMap((target, at) => [target, ...ofOther.slice(at, at + 1)])
  const measured = await measureThroughput(pairs, rounds, seconds)
  const rows = measured.flatMap((ours, at) => {
    const theirs = measured[at + 1]
    if (at % 2 === 1 || !theirs) return []
    const { name, members, errors } = ours
    return {
      name,
      members,
      rps: Math.round(ours.rps),
      otherRps: Math.round(theirs.rps),
      ratio: two(ours.rps / theirs.rps),
      cpuUs: Math.round(ours.cpuUs),
      otherCpuUs: Math.round(theirs.cpuUs),
      cpuRatio: two(theirs.cpuUs / ours.cpuUs),
      errors,
      otherErrors: theirs.errors,
    }
  })
  console.table(rows)
  console.log(JSON.stringify({ bench: 'builds', checkout, rounds, seconds, rows }))
}

function two(ratio: number): number {
  return Math.round(ratio * 100) / 100
}
