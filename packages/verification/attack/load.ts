import { z } from 'zod'
import { onSecondCore } from './on-second-core.ts'

/** One request, sent again and again or in turn with others. */
export type Shape = { path: string; method?: string; headers?: Record<string, string>; body?: string }

const outcome = z.object({
  asked: z.number(),
  timedOut: z.number(),
  /** How often each status was answered; 0 is a connection that broke. */
  statuses: z.record(z.string(), z.number()),
  p50: z.number(),
  p99: z.number(),
})

/** What somebody who asks saw; times in ms. */
export type Outcome = z.infer<typeof outcome>

/** `yields` is for noise: who measures beside it has the processor first. */
type Rate = { perSecond: number; seconds: number; yields?: boolean }

/** Asks at a steady rate from another process, however long the answers take. */
export function load(url: string, shapes: Shape[], { perSecond, seconds, yields }: Rate): Promise<Outcome> {
  return onSecondCore('load-process.ts', { url, shapes, perSecond, seconds }, outcome, yields)
}
