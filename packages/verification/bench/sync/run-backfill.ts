import path from 'node:path'
import type { LocalClerk } from '@roster/clerk-local'
import { z } from 'zod'
import { jsonLines } from '../../shared/json-lines.ts'
import { serverEnv } from '../../shared/server-env.ts'

const progress = z.object({ users: z.number(), memberships: z.number(), calls: z.number() })
const result = progress.extend({
  outcome: z.string(),
  corrections: z.number(),
  seconds: z.number(),
  heapMb: z.record(z.string(), z.number()),
  peakRssMb: z.number(),
})

export type Backfill = z.infer<typeof result>

/** Reconciles an organization in a separate process. */
export async function runBackfill(clerk: LocalClerk, orgId: string, members: number): Promise<Backfill> {
  const script = path.join(import.meta.dirname, 'backfill.ts')
  const env = { ...serverEnv(clerk, ''), BENCH_ORG_ID: orgId, BENCH_MEMBERS: String(members) }
  let reportedAt = performance.now()
  for await (const line of jsonLines(script, env)) {
    const done = result.safeParse(line)
    if (done.success) return done.data
    const { data } = progress.safeParse(line)
    if (!data || performance.now() < reportedAt + 2_000) continue
    reportedAt = performance.now()
    process.stderr.write(`  ${data.users} users, ${data.memberships} memberships in ${data.calls} calls\n`)
  }
  throw new Error('The backfill ended without a result; its output above says why.')
}
