import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { z } from 'zod'

const report = z.object({
  /** Answers other than a list so far. */
  refusals: z.number(),
  readers: z.array(
    z.object({
      coding: z.enum(['identity', 'gzip']),
      /** How long each list took since the last report, in ms. */
      times: z.array(z.number()),
      /** When a list first showed each event. */
      seenAt: z.array(z.tuple([z.number(), z.number()])),
    }),
  ),
})

export type ReadersReport = z.infer<typeof report>

/** Reads a list in each of these codings again and again, from a process of its own. */
export function startReaders(plan: {
  url: string
  tokens: readonly string[]
  codings: readonly ('identity' | 'gzip')[]
}) {
  const script = path.join(import.meta.dirname, 'readers-process.ts')
  const child = spawn('taskset', ['-c', '1', process.execPath, '--import', 'tsx', script], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  child.send(plan)
  return {
    async report(): Promise<ReadersReport> {
      const answer = once(child, 'message')
      child.send('report')
      const messages: unknown[] = await answer
      return report.parse(messages[0])
    },
    stop: () => child.disconnect(),
  }
}
