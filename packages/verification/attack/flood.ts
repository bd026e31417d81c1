import path from 'node:path'
import { z } from 'zod'
import { written, type Shape } from '../shared/plain-http.ts'
import { startScript } from '../shared/start-script.ts'

const outcome = z.object({
  asked: z.number(),
  /** Requests without an answer 200, and those without any answer for 10 s. */
  failed: z.number(),
  timedOut: z.number(),
  /** Answers a second, and answers 200 a second. */
  perSecond: z.number(),
  goodput: z.number(),
  /** Counts by status; 0 stands for a broken connection. */
  statuses: z.record(z.string(), z.number()),
  /** Latencies in ms of the answers 200, and of those 503. */
  p50: z.number(),
  p99: z.number(),
  refusedP99: z.number(),
})

/** What a client saw; times in ms. */
export type Outcome = z.infer<typeof outcome>

type Flood = {
  url: string
  shapes: readonly Shape[]
  perSecond: number
  seconds: number
  /** For noise: the process that measures has priority, and what was late is not caught up in one burst. */
  yields?: boolean
  /** Sends over this many connections, opened before, as a balancer does. Otherwise each late answer opens another. */
  pool?: number
}

const MAX_SOCKETS = 3_000

/**
 * Sends the requests in turn at a steady rate, however long the answers take: from a process on the second core, so that
 * the load does not slow the server.
 */
export async function flood({ url, shapes, perSecond, seconds, yields, pool }: Flood): Promise<Outcome> {
  const plan = {
    port: Number(new URL(url).port),
    requests: shapes.map(written),
    perSecond,
    seconds,
    isSteady: yields ?? false,
    pool: pool ?? 0,
    maxSockets: pool ?? MAX_SOCKETS,
  }
  const core = ['-c', '1', ...(yields ? ['chrt', '--idle', '0'] : [])]
  const child = startScript(path.join(import.meta.dirname, 'flood-process.ts'), ['taskset', ...core])
  const seen = await child.ask(plan, outcome)
  await child.ended
  return seen
}
