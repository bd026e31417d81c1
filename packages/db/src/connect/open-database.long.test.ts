import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openDatabase } from './open-database.ts'

async function folder(): Promise<string> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'roster-db-'))
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }))
  return dataDir
}

/** Starts a process that opens the folder. `said` is 'open' or the error. */
async function hold(dataDir: string): Promise<{ child: ChildProcess; said: string }> {
  const script = path.join(import.meta.dirname, '../../testing/hold-database.ts')
  const child = fork(script, [dataDir], { execArgv: ['--import', 'tsx', '-C', '@roster/source'], stdio: 'inherit' })
  onTestFinished(() => void child.kill('SIGKILL'))
  const said: unknown[] = await once(child, 'message')
  return { child, said: String(said[0]) }
}

async function killed(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit')
  child.kill('SIGKILL')
  await exit
}

test('if two processes open one folder at once, exactly one succeeds, and the other names the holder', async () => {
  const dataDir = await folder()
  const [one, two] = await Promise.all([hold(dataDir), hold(dataDir)])
  const [winner, loser] = one.said === 'open' ? [one, two] : [two, one]
  expect(winner.said).toBe('open')
  expect(loser.said).toContain(`in use by process ${winner.child.pid}`)
  expect(loser.said).toContain('DATABASE_URL')
})

test('data that a killed process committed is there for the next one, which takes over its lock', async () => {
  const dataDir = await folder()
  const first = await hold(dataDir)
  expect(first.said).toBe('open')
  await killed(first.child)
  const db = await openDatabase({ dataDir })
  const { rows } = await db.pool.query('SELECT schema_path FROM roster.dead_letter')
  await db.close()
  expect(rows).toEqual([{ schema_path: `by ${first.child.pid}` }])
})

test('a closed folder opens again, and no migration is applied twice', async () => {
  const dataDir = await folder()
  const first = await openDatabase({ dataDir })
  await first.close()
  const again = await openDatabase({ dataDir })
  await again.close()
  expect(first.applied.length).toBeGreaterThan(0)
  expect(again.applied).toEqual([])
})
