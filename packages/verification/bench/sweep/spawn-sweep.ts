import { spawn } from 'node:child_process'
import path from 'node:path'
import { createInterface } from 'node:readline'
import type { LocalClerk } from '@roster/clerk-local'
import { z } from 'zod'

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
  const node = ['--expose-gc', '--import', 'tsx', '-C', '@roster/source', script]
  const child = spawn(process.execPath, dryRun ? [...node, '--dry-run'] : node, {
    env: {
      ...process.env,
      CLERK_API_URL: clerk.apiUrl,
      CLERK_SECRET_KEY: clerk.secretKey,
      CLERK_PUBLISHABLE_KEY: clerk.publishableKey,
      CLERK_JWT_KEY: clerk.jwtKey,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const end = () => child.kill('SIGKILL')
  process.once('exit', end)
  try {
    for await (const text of createInterface(child.stdout)) {
      if (!text.startsWith('{')) continue
      const line: unknown = JSON.parse(text)
      const { data } = result.safeParse(line)
      if (data) return data
      if ((progress.safeParse(line).data?.calls ?? 0) >= killAt) return null
    }
    throw new Error('The sweep ended without a result; its output above says why.')
  } finally {
    end()
    process.off('exit', end)
  }
}
