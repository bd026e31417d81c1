import { link, mkdir, readdir, readFile, readlink, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { DatabaseOpenError } from '../failures/open-error.ts'
import { processStart } from './process-start.ts'

const WITHOUT_LINKS = /^(ENOTSUP|EOPNOTSUPP|EPERM|ENOSYS|EMLINK|EXDEV|EINVAL|EACCES)$/

/** `space` is where the pid is valid: each container numbers its processes separately. */
type Holder = { pid: number; start: string; space: string }

const BEAT_MS = 2_000
// Longer than the longest delay of an event loop between two beats.
const WATCH_MS = 15_000

/**
 * Locks the folder: PGlite does not notice a second process in it, and both would corrupt the database. Locks are
 * numbered files. The highest counts and a new one is created above it, so two processes that find it stale cannot both
 * win.
 */
export async function lockFolder(dataDir: string, watchMs = WATCH_MS): Promise<() => Promise<void>> {
  const locks = path.join(dataDir, 'postgres.lock')
  await mkdir(locks, { recursive: true })
  const draft = path.join(locks, `draft-${process.pid}-${process.hrtime.bigint()}`)
  const space = await pidSpace()
  const me: Holder = { pid: process.pid, start: (await processStart(process.pid)) ?? '', space }
  await writeFile(draft, JSON.stringify(me))
  try {
    for (;;) {
      const numbers = await readNumbers(locks)
      const highest = numbers.at(-1) ?? 0
      const lock = path.join(locks, String(highest))
      const holder = await readHolder(lock)
      if (holder && (await isHeld(lock, holder, space, watchMs))) throw inUse(dataDir, holder, space)
      const mine = path.join(locks, String(highest + 1))
      if (!(await linkNew(draft, mine))) continue
      for (const number of numbers) await rm(path.join(locks, String(number)), { force: true })
      const beat = setInterval(() => void utimes(mine, new Date(), new Date()).catch(() => {}), BEAT_MS).unref()
      return () => {
        clearInterval(beat)
        return writeFile(mine, '')
      }
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

/** Returns the holder of the lock, unless the holder has released it. */
async function readHolder(lock: string): Promise<Holder | undefined> {
  const content = await readFile(lock, 'utf8').catch(() => '')
  const [, pid, start, space] = /^\{"pid":(\d+),"start":"(.*)","space":"(.*)"\}$/.exec(content) ?? []
  return start === undefined || space === undefined ? undefined : { pid: Number(pid), start, space }
}

/** Whether the holder still runs, since its pid may have been reused. A holder elsewhere is known only by its beat. */
async function isHeld(
  lock: string,
  { pid, start, space }: Holder,
  ownSpace: string,
  watchMs: number,
): Promise<boolean> {
  if (space === ownSpace) return (await processStart(pid)) === start
  const before = await beatOf(lock)
  await sleep(watchMs)
  return (await beatOf(lock)) !== before
}

function beatOf(lock: string): Promise<number> {
  return stat(lock).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  )
}

/** A text that differs wherever the same pid may be another process: other machines, reboots and containers. */
async function pidSpace(): Promise<string> {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(hostname)
  const container = await readlink('/proc/self/ns/pid').catch(() => '')
  return `${boot.trim()} ${container}`
}

async function linkNew(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    const code: unknown = error instanceof Error && Reflect.get(error, 'code')
    if (code === 'EEXIST') return false
    throw WITHOUT_LINKS.test(String(code)) ? noLinks(path.dirname(to), String(code), error) : error
  }
}

function noLinks(locks: string, code: string, cause: unknown): DatabaseOpenError {
  return new DatabaseOpenError(
    `The file system of ${locks} has no hard links (${code}), as exFAT, SMB and folders shared with a virtual machine have none. Without them two processes could ruin the embedded database. Set DATA_DIR to a folder on a local disk, or DATABASE_URL to a PostgreSQL server.`,
    { cause },
  )
}

function inUse(dataDir: string, { pid, space }: Holder, ownSpace: string): DatabaseOpenError {
  const where = space === ownSpace ? '' : ' of another container or machine'
  return new DatabaseOpenError(
    `${dataDir} is in use by process ${pid}${where}. A second process would ruin the embedded database. Stop that process, or set DATABASE_URL to a PostgreSQL server, which several can share.`,
  )
}
