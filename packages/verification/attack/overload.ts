import { flood } from './flood.ts'
import type { Options, Verdict } from './group.ts'
import { startReplicas } from './replicas.ts'

const QUIET_PER_SECOND = 50
const FIRST_RATE = 200
const STEP = 1.4
const CONNECTIONS = 500

/** With more requests than the server can answer, it answers as many as at its peak, and as fast. */
export async function* overload({ seconds }: Options): AsyncIterable<Verdict> {
  await using replicas = await startReplicas(1)
  const url = replicas.servers[0]?.url() ?? ''
  const shapes = [{ path: '/api/trpc/users.revision', headers: replicas.headers('globex') }]
  const ask = (perSecond: number, during: number) =>
    flood({ url, shapes, perSecond, seconds: during, pool: CONNECTIONS })
  await ask(FIRST_RATE, 3)
  const quiet = await ask(QUIET_PER_SECOND, Math.min(seconds, 10))
  if (quiet.goodput === 0)
    throw new Error(`Nothing was answered 200, so there is no peak: ${JSON.stringify(quiet.statuses)}`)
  let peak = 0
  for (let rate = FIRST_RATE; ; rate *= STEP) {
    const { goodput } = await ask(rate, 4)
    peak = Math.max(peak, goodput)
    if (goodput < 0.8 * rate) break
  }
  const over = await ask(3 * peak, seconds)
  const { goodput, perSecond, statuses } = over
  yield {
    promise: 'at three times what it can answer, it answers at least 90 % of its peak',
    number: `${goodput.toFixed(0)} of ${peak.toFixed(0)} a second, asked ${perSecond.toFixed(0)} a second: ${JSON.stringify(statuses)}`,
    holds: goodput >= 0.9 * peak,
  }
  yield {
    promise: 'answers under overload have a p99 within ten times the quiet one',
    number: `${over.p99.toFixed(1)} ms, quiet ${quiet.p99.toFixed(1)} ms`,
    holds: over.p99 <= 10 * quiet.p99,
  }
  yield {
    promise: 'refusals under overload come within 20 ms',
    number: `p99 ${over.refusedP99.toFixed(1)} ms`,
    holds: over.refusedP99 <= 20,
  }
}
