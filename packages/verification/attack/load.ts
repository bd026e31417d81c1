import { z } from 'zod'
import { onSecondCore } from './on-second-core.ts'

/** A request that is repeated, perhaps in turn with others. */
export type Shape = { path: string; method?: string; headers?: Record<string, string>; body?: string }

const outcome = z.object({
  asked: z.number(),
  timedOut: z.number(),
  /** Counts by status; 0 stands for a broken connection. */
  statuses: z.record(z.string(), z.number()),
  p50: z.number(),
  p99: z.number(),
})

/** The outcome as the client saw it; times in ms. */
export type Outcome = z.infer<typeof outcome>

/** `yields` is for noise, so that the process that measures has priority. */
type Rate = { perSecond: number; seconds: number; yields?: boolean }

/** Sends requests at a steady rate from another process, however long the answers take. */
export function load(url: string, shapes: Shape[], { perSecond, seconds, yields }: Rate): Promise<Outcome> {
  return onSecondCore('load-process.ts', { url, shapes, perSecond, seconds }, outcome, yields)
}
