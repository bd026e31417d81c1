import { execFile } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /**
     * For each worker a data folder whose mirror has the demo organizations, to be copied, and the port of its Clerk,
     * which pictures name.
     */
    seeded: { folder: string; clerkPort: number }[]
  }
}

/** Reads the 11,000 demo members into an embedded database once for each worker: that takes longer than most files. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const seeded = await Promise.all(Array.from({ length: project.config.maxWorkers }, seed))
  project.provide('seeded', seeded)
  return async () => {
    for (const { folder } of seeded) await rm(folder, { recursive: true })
  }
}

async function seed(): Promise<{ folder: string; clerkPort: number }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'roster-e2e-seeded-'))
  const { DATABASE_URL: _, ...rest } = process.env
  // Below the ports that systems give to connections, so that it is still free when each file starts its server.
  const clerkPort = randomInt(10_000, 20_000)
  const env = { ...rest, DATA_DIR: folder, CLERK_LOCAL_PORT: String(clerkPort), LOG_LEVEL: 'error' }
  const command = path.resolve(import.meta.dirname, '../dist/server/commands/roster.js')
  await promisify(execFile)(process.execPath, [command, 'backfill'], { env })
  return { folder, clerkPort }
}
