import { spawn } from 'node:child_process'
import path from 'node:path'
import { createInterface } from 'node:readline'
import type { LocalClerk } from '@roster/clerk-local'
import { z } from 'zod'

const progress = z.object({ users: z.number(), memberships: z.number(), calls: z.number() })
const result = progress.extend({
  outcome: z.string(),
  corrections: z.number(),
  seconds: z.number(),
  heapMb: z.record(z.string(), z.number()),
  peakRssMb: z.number(),
})

export type Backfill = z.infer<typeof result>

/** Reconciles an organization in a separate process. Returns null if that was killed by `kill -9` after `killAt` rows. */
export async function runBackfill(
  clerk: LocalClerk,
  orgId: string,
  members: number,
  killAt = Number.POSITIVE_INFINITY,
): Promise<Backfill | null> {
  const script = path.join(import.meta.dirname, 'backfill.ts')
  const child = spawn(process.execPath, ['--expose-gc', '--import', 'tsx', '-C', '@roster/source', script], {
    env: {
      ...process.env,
      CLERK_API_URL: clerk.apiUrl,
      CLERK_SECRET_KEY: clerk.secretKey,
      BENCH_ORG_ID: orgId,
      BENCH_MEMBERS: String(members),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const end = () => child.kill('SIGKILL')
  process.once('exit', end)
  try {
    let reportedAt = performance.now()
    for await (const text of createInterface(child.stdout)) {
      const line: unknown = JSON.parse(text)
      const done = result.safeParse(line)
      if (done.success) return done.data
      const { data } = progress.safeParse(line)
      if (!data) continue
      if (data.users + data.memberships >= killAt) return null
      if (performance.now() < reportedAt + 2_000) continue
      reportedAt = performance.now()
      process.stderr.write(`  ${data.users} users, ${data.memberships} memberships in ${data.calls} calls\n`)
    }
    throw new Error('The backfill ended without a result; its output above says why.')
  } finally {
    end()
    process.off('exit', end)
  }
}
