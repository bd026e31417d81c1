import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { access, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { PGlite } from '@electric-sql/pglite'
import { servePglite } from '../embedded/serve-pglite.ts'
import { openDb, type Db } from '../open-db.ts'
import { migrationsDigest } from './migrations-digest.ts'

// The same from src/testing/ and from dist/testing/; git ignores it and a fresh install starts without it.
const CACHE = fileURLToPath(new URL('../../node_modules/.cache/roster-db/', import.meta.url))

/** Loads a dump of a migrated database, which takes a fifth of the time of creating one. */
export async function embeddedTestDb(): Promise<Db> {
  const pglite = await PGlite.create({ loadDataDir: new Blob([await readFile(await dumpFile())]) })
  return openDb({ ...servePglite(pglite), close: () => pglite.close() })
}

/** Unpacks the same dump to where a process with this data folder looks for its database. */
export async function embeddedTestFolder(dataDir: string): Promise<void> {
  const folder = path.join(dataDir, 'postgres')
  await mkdir(folder, { recursive: true })
  await promisify(execFile)('tar', ['-xf', await dumpFile(), '-C', folder])
}

async function dumpFile(): Promise<string> {
  const file = path.join(CACHE, `${await migrationsDigest()}.tar`)
  await access(file).catch(() => createDump(file))
  return file
}

async function createDump(file: string): Promise<void> {
  const pglite = await PGlite.create()
  const db = await openDb({ ...servePglite(pglite), close: async () => {} })
  await db.close()
  const dump = new Uint8Array(await (await pglite.dumpDataDir('none')).arrayBuffer())
  await pglite.close()
  // Renamed into place: another test process may be reading.
  const draft = `${file}.${randomUUID()}`
  await mkdir(CACHE, { recursive: true })
  await writeFile(draft, dump)
  await rename(draft, file)
}
