import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { PGlite } from '@electric-sql/pglite'
import { servePglite } from '../embedded/serve-pglite.ts'
import { openDb, type Db } from '../open-db.ts'
import { migrationsDigest } from './migrations-digest.ts'

// The same from src/testing/ and from dist/testing/; git ignores it and a fresh install starts without it.
const CACHE = fileURLToPath(new URL('../../node_modules/.cache/roster-db/', import.meta.url))

/** Loads a dump of a migrated database, which takes a fifth of the time of creating one. */
export async function embeddedTestDb(): Promise<Db> {
  const file = path.join(CACHE, `${await migrationsDigest()}.tar`)
  const dump = await readFile(file).catch(() => createDump(file))
  const pglite = await PGlite.create({ loadDataDir: new Blob([dump]) })
  return openDb({ ...servePglite(pglite), close: () => pglite.close() })
}

async function createDump(file: string): Promise<Uint8Array<ArrayBuffer>> {
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
  return dump
}
