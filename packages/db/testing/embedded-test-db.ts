import { randomUUID } from 'node:crypto'
import { access, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { PGlite } from '@electric-sql/pglite'
import { servePglite } from '../src/connect/embedded/serve-pglite.ts'
import type { Db } from '../src/connect/db.ts'
import { openServer } from '../src/connect/open-server.ts'
import { EMPTY } from './empty-tables.ts'
import { migrationsDigest } from './migrations-digest.ts'

// Git ignores it, and a fresh install starts without it.
const CACHE = fileURLToPath(new URL('../node_modules/.cache/roster-db/', import.meta.url))
// Loading a database takes half a second, emptying one takes milliseconds: a worker loads as many as it uses at once.
const idle: PGlite[] = []

/** Returns a migrated, empty database in memory. Once closed, it serves the next test. */
export async function embeddedTestDb(): Promise<Db> {
  const pglite = idle.pop() ?? (await PGlite.create({ loadDataDir: new Blob([await readFile(await dumpFile())]) }))
  const db = await openServer({ ...servePglite(pglite), close: async () => void idle.push(pglite) })
  await db.pool.query(EMPTY)
  return db
}

/** Returns a dump of a migrated database: creating one takes seven times as long as loading it. */
async function dumpFile(): Promise<string> {
  const file = path.join(CACHE, `${await migrationsDigest()}.tar`)
  await access(file).catch(() => createDump(file))
  return file
}

async function createDump(file: string): Promise<void> {
  const pglite = await PGlite.create()
  const db = await openServer({ ...servePglite(pglite), close: async () => {} })
  await db.close()
  const dump = new Uint8Array(await (await pglite.dumpDataDir('none')).arrayBuffer())
  await pglite.close()
  // Written aside and renamed, because another test process may be reading.
  const draft = `${file}.${randomUUID()}`
  await mkdir(CACHE, { recursive: true })
  await writeFile(draft, dump)
  await rename(draft, file)
}
