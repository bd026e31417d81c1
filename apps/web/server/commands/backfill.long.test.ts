import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { startLocalClerk } from '@roster/clerk-local'
import { expect, test } from 'vitest'
import { z } from 'zod'

const counts = z.object({ missing: z.number(), surplus: z.number(), different: z.number() })
const report = z.object({ outcome: z.literal('completed'), drift: z.array(counts) })

test('a dry run prints the drift and exits with 2; after a backfill it exits with 0', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'roster-backfill-'))
  const clerk = await startLocalClerk({ port: 0, organizations: { globex: 40, initech: 60 } })
  const command = path.join(import.meta.dirname, 'roster.ts')
  const { PATH } = process.env
  const backfill = async (...args: string[]) => {
    const child = spawn(process.execPath, ['--import', 'tsx', '-C', '@roster/source', command, 'backfill', ...args], {
      env: {
        PATH,
        HOME: folder,
        DATA_DIR: folder,
        CLERK_API_URL: clerk.apiUrl,
        CLERK_SECRET_KEY: clerk.secretKey,
        CLERK_PUBLISHABLE_KEY: clerk.publishableKey,
        CLERK_JWT_KEY: clerk.jwtKey,
      },
    })
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
    return { stdout: await text(child.stdout), stderr: await text(child.stderr), status: await ended }
  }

  const before = await backfill('--dry-run', '--json')
  expect(before.stderr).toBe('')
  // The organization itself and its 25 memberships.
  expect(report.parse(JSON.parse(before.stdout)).drift).toContainEqual({ missing: 26, surplus: 0, different: 0 })
  expect(before.status).toBe(2)
  const filled = await backfill()
  expect(filled.stdout).toContain('The mirror holds what Clerk holds')
  expect(filled.status).toBe(0)
  expect(await backfill('--dry-run')).toEqual({ status: 0, stderr: '', stdout: 'The mirror holds what Clerk holds.\n' })
  await clerk.close()
  await rm(folder, { recursive: true })
})
