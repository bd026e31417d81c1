import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { z } from 'zod'

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

/**
 * Asks at a steady rate, whatever the answers take, from a process of its own on the second core: what it costs to ask is
 * no cost of the server.
 */
export async function load(url: string, shapes: Shape[], { perSecond, seconds, yields }: Rate): Promise<Outcome> {
  const script = path.join(import.meta.dirname, 'load-process.ts')
  const node = ['taskset', '-c', '1', process.execPath, '--import', 'tsx', script]
  const [command = '', ...rest] = yields ? ['nice', '-n', '19', ...node] : node
  const child = spawn(command, rest, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const answer = new Promise<unknown>((resolve) => child.once('message', resolve))
  child.send({ url, shapes, perSecond, seconds })
  const message = await answer
  await once(child, 'exit')
  return outcome.parse(message)
}
