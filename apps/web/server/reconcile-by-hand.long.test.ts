import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { openDatabase } from '@roster/db'
import { expect, test } from 'vitest'
import { readEnv } from './env.ts'
import { createLog } from './log.ts'
import { openMirror } from './open-mirror.ts'
import { startByHand } from './testing/by-hand.ts'

test('a reconcile of 10,000 members makes at most 45 calls to Clerk', { timeout: 120_000 }, async () => {
  await using it = await startByHand(10_000)
  const initech = await it.idOf('/organizations/initech')
  const before = it.clerk.requests().total
  const { completed, lines } = await it.reconcile({ orgId: initech })
  expect(completed).toBe(true)
  expect(lines[0]).toMatch('10000 users, 10000 memberships')
  expect(it.clerk.requests().total - before).toBeLessThanOrEqual(45)
})

test('where a running server has the database open, the command says how to reconcile all the same', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'roster-by-hand-'))
  const db = await openDatabase({ dataDir: path.join(folder, 'database') })
  const opening = openMirror(readEnv({ DATA_DIR: folder }), createLog('silent'))
  await expect(opening).rejects.toThrow(/in use by process[^]*consistency=strong/)
  await db.close()
  await rm(folder, { recursive: true })
})
