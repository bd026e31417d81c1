import { setTimeout as sleep } from 'node:timers/promises'
import { startBalancer } from './balancer.ts'
import type { Options, Verdict } from './group.ts'
import { flood } from './flood.ts'
import { startReplicas } from './replicas.ts'

const ROUNDS = 3
const PER_SECOND = 200
// The duration of one restart: draining, ending, starting, and a pause.
const RESTART_SECONDS = 17
const PAUSE_MS = 6_000

/** Two replicas are restarted in turn under load, behind a balancer that checks them every half second. */
export async function* restarts({ scale }: Options): AsyncIterable<Verdict> {
  await using replicas = await startReplicas(2)
  await using balancer = await startBalancer(replicas.servers)
  const rounds = Math.max(1, Math.round(ROUNDS * scale))
  const asked = flood({
    url: balancer.url,
    shapes: ['/api/v1/entities/users', '/api/trpc/users.list', '/api/trpc/users.revision'].map((path) => ({
      path,
      headers: replicas.headers(),
    })),
    perSecond: PER_SECOND,
    seconds: rounds * 2 * RESTART_SECONDS,
  })
  const codes: (number | null)[] = []
  for (let round = 0; round < rounds; round += 1) {
    for (const server of replicas.servers) {
      codes.push(await server.end())
      await server.start()
      await sleep(PAUSE_MS)
    }
  }
  const outcome = await asked
  yield {
    promise: `${rounds} rolling restarts of two replicas lose no request`,
    number: `${outcome.failed} of ${outcome.asked} failed: ${JSON.stringify(outcome.statuses)}`,
    holds: outcome.failed === 0 && codes.every((code) => code === 0),
  }
}
