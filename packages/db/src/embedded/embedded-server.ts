import { access, mkdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import type { DatabaseServer } from '../database-server.ts'
import { lockFolder } from './lock-folder.ts'
import { PgliteSocket } from './pglite-socket.ts'
import { createTurns } from './turns.ts'

/** PostgreSQL inside this process, in a folder or in memory, optionally filled from a dump. */
export async function embeddedServer(options: { dataDir: string } | { memory: true; dump?: Blob }): Promise<DatabaseServer> {
  if (!('dataDir' in options)) {
    const pglite = await PGlite.create(options.dump ? { loadDataDir: options.dump } : {})
    return serve(pglite, async () => {})
  }
  const unlock = await lockFolder(options.dataDir)
  try {
    return serve(await openFolder(options.dataDir), unlock)
  } catch (error) {
    await unlock()
    throw error
  }
}

async function openFolder(dataDir: string): Promise<PGlite> {
  const folder = path.join(dataDir, 'postgres')
  if (await isMissing(folder)) {
    // Built aside: a process killed in the middle leaves no half-made database behind.
    const draft = path.join(dataDir, 'postgres.draft')
    await rm(draft, { recursive: true, force: true })
    await mkdir(draft)
    await (await PGlite.create(draft)).close()
    await rename(draft, folder)
  }
  return PGlite.create(folder)
}

async function isMissing(file: string): Promise<boolean> {
  return access(file).then(
    () => false,
    () => true,
  )
}

function serve(pglite: PGlite, unlock: () => Promise<void>): DatabaseServer {
  const turns = createTurns()
  // Spelled out, so that no PG* variable of the environment applies.
  const common = { stream: () => new PgliteSocket(pglite, turns), user: 'postgres', database: 'postgres', ssl: false }
  return {
    requests: { ...common, max: 5 },
    background: { ...common, max: 2 },
    name: 'embedded database',
    close: async () => {
      await pglite.close()
      await unlock()
    },
  }
}
