import { link, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { DatabaseOpenError } from '../open-error.ts'
import { processStart } from './process-start.ts'

type Holder = { pid: number; start: string }

/**
 * PGlite doesn't notice a second process in its folder, and the two would ruin it. Locks are numbered files:
 * the highest counts, a new one is only ever created above it, and so two who find it stale can't both succeed.
 */
export async function lockFolder(dataDir: string): Promise<() => Promise<void>> {
  const locks = path.join(dataDir, 'postgres.lock')
  await mkdir(locks, { recursive: true })
  const draft = path.join(locks, `draft-${process.pid}-${process.hrtime.bigint()}`)
  await writeFile(draft, JSON.stringify({ pid: process.pid, start: (await processStart(process.pid)) ?? '' }))
  try {
    for (;;) {
      const numbers = await readNumbers(locks)
      const highest = numbers.at(-1) ?? 0
      const holder = await readHolder(path.join(locks, String(highest)))
      if (holder) throw inUse(dataDir, holder.pid)
      const mine = path.join(locks, String(highest + 1))
      if (!(await linkNew(draft, mine))) continue
      for (const number of numbers) await rm(path.join(locks, String(number)), { force: true })
      return () => writeFile(mine, '')
    }
  } finally {
    await rm(draft, { force: true })
  }
}

async function readNumbers(locks: string): Promise<number[]> {
  const names = await readdir(locks)
  return names
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .sort((a, b) => a - b)
}

/** The process that wrote the lock, if it still runs: another may have been given its pid since. */
async function readHolder(lock: string): Promise<Holder | undefined> {
  const content = await readFile(lock, 'utf8').catch(() => '')
  const [, pid, start] = /^\{"pid":(\d+),"start":"(.*)"\}$/.exec(content) ?? []
  if (pid === undefined || start === undefined) return undefined
  return (await processStart(Number(pid))) === start ? { pid: Number(pid), start } : undefined
}

async function linkNew(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

function inUse(dataDir: string, pid: number): DatabaseOpenError {
  return new DatabaseOpenError(
    `${dataDir} is in use by process ${pid}. A second process would ruin the embedded database. Stop that process, or set DATABASE_URL to a PostgreSQL server, which several can share.`,
  )
}
