import { z } from 'zod'
import { onSecondCore } from './on-second-core.ts'
import { written, type Shape } from '../shared/plain-http.ts'

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

/** `yields` is for noise: the process that measures has priority, and what was late is not caught up in one burst. */
type Flood = { url: string; shapes: readonly Shape[]; perSecond: number; seconds: number; yields?: boolean }

/** Sends the requests in turn at a steady rate from another process, however long the answers take. */
export function flood({ url, shapes, perSecond, seconds, yields }: Flood): Promise<Outcome> {
  const plan = {
    port: Number(new URL(url).port),
    requests: shapes.map(written),
    perSecond,
    seconds,
    isSteady: yields ?? false,
  }
  return onSecondCore('flood-process.ts', plan, outcome, yields)
}
