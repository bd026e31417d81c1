import { link, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { DatabaseOpenError } from '../open-error.ts'
import { processStart } from './process-start.ts'

const WITHOUT_LINKS = new Set<unknown>([
  'ENOTSUP',
  'EOPNOTSUPP',
  'EPERM',
  'ENOSYS',
  'EMLINK',
  'EXDEV',
  'EINVAL',
  'EACCES',
])

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
    const code: unknown = error instanceof Error && Reflect.get(error, 'code')
    if (code === 'EEXIST') return false
    throw WITHOUT_LINKS.has(code) ? noLinks(path.dirname(to), String(code), error) : error
  }
}

function noLinks(locks: string, code: string, cause: unknown): DatabaseOpenError {
  return new DatabaseOpenError(
    `The file system of ${locks} has no hard links (${code}), as exFAT, SMB and folders shared with a virtual machine have none. Without them two processes could ruin the embedded database. Set DATA_DIR to a folder on a local disk, or DATABASE_URL to a PostgreSQL server.`,
    { cause },
  )
}

function inUse(dataDir: string, pid: number): DatabaseOpenError {
  return new DatabaseOpenError(
    `${dataDir} is in use by process ${pid}. A second process would ruin the embedded database. Stop that process, or set DATABASE_URL to a PostgreSQL server, which several can share.`,
  )
}
