import path from 'node:path'
import { z } from 'zod'
import { startScript } from '../../shared/start-script.ts'

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
  const child = startScript(path.join(import.meta.dirname, 'readers-process.ts'), ['taskset', '-c', '0,1'])
  child.send(plan)
  return { report: () => child.ask('report', report), stop: child.stop }
}
