import { mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { lockFolder } from './lock-folder.ts'

const WATCH_MS = 100

/** A folder locked under a pid that means nothing here, like that of another container. */
async function lockedElsewhere(): Promise<{ dataDir: string; lock: string }> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'roster-lock-'))
  onTestFinished(() => rm(dataDir, { recursive: true }))
  const unlock = await lockFolder(dataDir)
  const lock = path.join(dataDir, 'postgres.lock', '1')
  const own = await readFile(lock, 'utf8')
  await unlock()
  await writeFile(lock, own.replace(/"pid":\d+/, '"pid":1').replace(/"space":"/, '"space":"elsewhere '))
  return { dataDir, lock }
}

test('a lock of another container is respected while its holder lives, whichever process has its pid here', async () => {
  const { dataDir, lock } = await lockedElsewhere()
  const beat = setInterval(() => void utimes(lock, new Date(), new Date()), WATCH_MS / 10)
  onTestFinished(() => clearInterval(beat))
  await expect(lockFolder(dataDir, WATCH_MS)).rejects.toThrow('process 1 of another container or machine')
})

test('a lock of another container is taken over once its holder has ended', async () => {
  const { dataDir } = await lockedElsewhere()
  const unlock = await lockFolder(dataDir, WATCH_MS)
  await expect(lockFolder(dataDir, WATCH_MS)).rejects.toThrow(`process ${process.pid}.`)
  await unlock()
  await (
    await lockFolder(dataDir, WATCH_MS)
  )()
  expect((await stat(path.join(dataDir, 'postgres.lock', '3'))).size).toBe(0)
})
