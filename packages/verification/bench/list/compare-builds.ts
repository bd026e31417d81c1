import { startLocalClerk } from '@roster/clerk-local'
import { emptyDatabase } from '@roster/db/testing'
import { builtServer } from '../../shared/built-server.ts'
import { startServer, untilReady } from '../../shared/measured-server.ts'
import { median, two } from '../../shared/percentile.ts'
import { serverEnv } from '../../shared/server-env.ts'
import { UNLIMITED } from '../../shared/unlimited.ts'
import { measureThroughput, type Row, type Target } from './throughput.ts'

const azp = 'https://bench.example.test'
const organizations = { acme: 25, globex: 1_000, initech: 10_000 }

type Length = { starts: number; rounds: number; seconds: number }
type Pair = { ours: Row; theirs: Row }

/**
 * Loads this build and the one in the folder `checkout` in turn with the same requests, each on a database with its own
 * migrations that it filled from the same Clerk, and prints the ratios of their speed. Both servers are started several
 * times, because two processes of the same build differ by up to a tenth.
 */
export async function compareBuilds(checkout: string, { starts, rounds, seconds }: Length): Promise<void> {
  const clerk = await startLocalClerk({ port: 0, secretKeyPrefix: 'sk_live_', organizations })
  const headersOf = (organization: string) => ({
    authorization: `Bearer ${clerk.token({ email: 'alice@acme.test', organization, azp, expiresInSeconds: 7200 })}`,
    'accept-encoding': 'identity',
  })

  async function start(main: string) {
    const { url: database, admin } = await emptyDatabase()
    const env = { ...serverEnv(clerk, azp), ...UNLIMITED, DATABASE_URL: database.href }
    const { server, url } = await startServer(env, { main })
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
    return { server, targets }
  }

  /** Each target of one process of either build. */
  async function measure(): Promise<Pair[]> {
    const ofThis = await start(builtServer('main.js'))
    const ofOther = await start(builtServer('main.js', checkout))
    const inTurn = ofThis.targets.flatMap((target, at) => [target, ...ofOther.targets.slice(at, at + 1)])
    const measured = await measureThroughput(inTurn, rounds, seconds)
    await Promise.all([ofThis.server.stop(), ofOther.server.stop()])
    return measured.flatMap((ours, at) => {
      const theirs = measured[at + 1]
      return at % 2 === 0 && theirs ? [{ ours, theirs }] : []
    })
  }

  const measured: Pair[][] = []
  for (let number = 0; number < starts; number += 1) measured.push(await measure())
  const rows = (measured[0] ?? []).map(({ ours: { name, members } }, at) => {
    const pairs = measured.flatMap((each) => each.slice(at, at + 1))
    const middle = (value: (pair: Pair) => number) => median(pairs.map(value))
    return {
      name,
      members,
      rps: Math.round(middle(({ ours }) => ours.rps)),
      otherRps: Math.round(middle(({ theirs }) => theirs.rps)),
      ratio: two(middle(({ ours, theirs }) => ours.rps / theirs.rps)),
      cpuUs: Math.round(middle(({ ours }) => ours.cpuUs)),
      otherCpuUs: Math.round(middle(({ theirs }) => theirs.cpuUs)),
      cpuRatio: two(middle(({ ours, theirs }) => theirs.cpuUs / ours.cpuUs)),
      errors: pairs.reduce((sum, { ours }) => sum + ours.errors, 0),
      otherErrors: pairs.reduce((sum, { theirs }) => sum + theirs.errors, 0),
    }
  })
  console.table(rows)
  console.log(JSON.stringify({ bench: 'builds', checkout, starts, rounds, seconds, rows }))
}
