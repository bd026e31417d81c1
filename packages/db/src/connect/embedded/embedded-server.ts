import { existsSync } from 'node:fs'
import { chmod, mkdir, readFile, rename, rm, statfs } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { PGlite } from '@electric-sql/pglite'
import type { DatabaseServer } from '../database-server.ts'
import { DatabaseOpenError } from '../failures/open-error.ts'
import { explainFolderError } from './explain-folder-error.ts'
import { keepRoom, ROOM_BYTES } from './keep-room.ts'
import { lockFolder } from './lock-folder.ts'
import { servePglite } from './serve-pglite.ts'

// The version of PGlite, which reads files of no other version.
const POSTGRES_VERSION = '18'
const EMPTY_DATABASE = fileURLToPath(new URL('../../../embedded/empty-database.tar.gz', import.meta.url))

/** Starts PostgreSQL inside this process, in a folder that no other process uses. */
export async function embeddedServer(dataDir: string): Promise<DatabaseServer> {
  const unlock = await prepareFolder(dataDir).catch((error: unknown) => {
    throw explainFolderError(error, dataDir)
  })
  try {
    const pglite = await openFolder(dataDir)
    const room = keepRoom(pglite, () => freeBytes(dataDir))
    const close = async () => {
      room.stop()
      await pglite.close()
      await unlock()
    }
    return { ...servePglite(pglite), close }
  } catch (error) {
    await unlock()
    throw explainFolderError(error, dataDir)
  }
}

/** Creates and locks the folder. Only its owner may read it: it holds the members of every organization. */
async function prepareFolder(dataDir: string): Promise<() => Promise<void>> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  // File systems without owners reject this; they have no other users to exclude.
  await chmod(dataDir, 0o700).catch(() => {})
  return lockFolder(dataDir)
}

async function openFolder(dataDir: string): Promise<PGlite> {
  const folder = path.join(dataDir, 'postgres')
  if (!existsSync(folder)) {
    // Built in a draft folder, so that a process killed meanwhile leaves no partial database behind.
    const draft = path.join(dataDir, 'postgres.draft')
    await rm(draft, { recursive: true, force: true })
    await mkdir(draft)
    const pglite = await PGlite.create(draft, { loadDataDir: await readEmptyDatabase() })
    await pglite.close()
    await rename(draft, folder)
  }
  await requireVersion(folder)
  await requireRoom(dataDir)
  return PGlite.create(folder)
}

async function readEmptyDatabase(): Promise<Blob> {
  try {
    return new Blob([await readFile(EMPTY_DATABASE)])
  } catch (cause) {
    throw new DatabaseOpenError(
      `${EMPTY_DATABASE}, a file of @roster/db, can't be read. Every new embedded database begins with it. ` +
        'Install the whole package and let no bundler include it; in this repository, run `pnpm generate`.',
      { cause },
    )
  }
}

async function requireVersion(folder: string): Promise<void> {
  const version = (await readFile(path.join(folder, 'PG_VERSION'), 'utf8').catch(() => '')).trim()
  if (version === POSTGRES_VERSION) return
  const made = version ? `was made by PostgreSQL ${version}` : 'has no PG_VERSION, so it is no whole database'
  throw new DatabaseOpenError(
    `${folder} ${made}. The embedded database is PostgreSQL ${POSTGRES_VERSION} and can't read it. ` +
      'Start the version of Roster that made it, or restore the folder from a backup, or move it away: Roster then begins with an empty database and reads Clerk again.',
  )
}

async function requireRoom(dataDir: string): Promise<void> {
  const megabytes = (bytes: number) => Math.floor(bytes / 1024 / 1024)
  const free = await freeBytes(dataDir)
  if (free >= ROOM_BYTES) return
  throw new DatabaseOpenError(
    `No space is left for the embedded database in ${dataDir}: ${megabytes(free)} MB are free, and it needs ${megabytes(ROOM_BYTES)} to start. Make room on that disk, or set DATA_DIR to a folder on another.`,
  )
}

async function freeBytes(folder: string): Promise<number> {
  const { blocks, bavail, bsize } = await statfs(folder)
  // Some shared and mounted folders do not count their blocks, and report none.
  return blocks === 0 ? Infinity : bavail * bsize
}
