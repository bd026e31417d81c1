import path from 'node:path'
import type { LocalClerk } from '@roster/clerk-local'
import { z } from 'zod'
import { jsonLines } from '../../shared/json-lines.ts'
import { serverEnv } from '../../shared/server-env.ts'

const progress = z.object({ calls: z.number() })
const result = z.object({
  outcome: z.string(),
  corrections: z.number(),
  /** The organizations that differ, if it only compares. */
  differing: z.number(),
  seconds: z.number(),
  cpuSeconds: z.number(),
  heapMb: z.object({ idle: z.number(), most: z.number() }),
})

export type Swept = z.infer<typeof result>

type Options = { killAt?: number; dryRun?: boolean }

/** Sweeps in a process of its own, which dies by `kill -9` when it has made `killAt` calls: then null. */
export async function spawnSweep(
  clerk: LocalClerk,
  { killAt = Number.POSITIVE_INFINITY, dryRun = false }: Options = {},
): Promise<Swept | null> {
  const script = path.join(import.meta.dirname, 'run-sweep.ts')
  for await (const line of jsonLines(script, serverEnv(clerk, ''), ...(dryRun ? ['--dry-run'] : []))) {
    const { data } = result.safeParse(line)
    if (data) return data
    if ((progress.safeParse(line).data?.calls ?? 0) >= killAt) return null
  }
  throw new Error('The sweep ended without a result; its output above says why.')
}
