import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { openDatabase } from '@roster/db'
import { expect, test } from 'vitest'

test('if a running server has the database open, the command says how to reconcile all the same', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'roster-by-hand-'))
  const db = await openDatabase({ dataDir: path.join(folder, 'database') })
  const command = path.join(import.meta.dirname, 'roster.ts')
  const { PATH } = process.env
  const child = spawn('npx', ['tsx', '-C', '@roster/source', command, 'reconcile'], {
    env: { PATH, HOME: folder, DATA_DIR: folder, CLERK_LOCAL_PORT: '0' },
  })
  expect(await text(child.stderr)).toMatch(/in use by process[^]*consistency=strong/)
  await db.close()
  await rm(folder, { recursive: true })
})
