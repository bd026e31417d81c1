import { access, mkdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import type { DatabaseServer } from '../database-server.ts'
import { lockFolder } from './lock-folder.ts'
import { servePglite } from './serve-pglite.ts'

/** PostgreSQL inside this process, in a folder that no other process uses. */
export async function embeddedServer(dataDir: string): Promise<DatabaseServer> {
  const unlock = await lockFolder(dataDir)
  try {
    const pglite = await openFolder(dataDir)
    const close = async () => {
      await pglite.close()
      await unlock()
    }
    return { ...servePglite(pglite), close }
  } catch (error) {
    await unlock()
    throw error
  }
}

async function openFolder(dataDir: string): Promise<PGlite> {
  const folder = path.join(dataDir, 'postgres')
  if (!(await exists(folder))) {
    // Built aside: a process killed in the middle leaves no half-made database behind.
    const draft = path.join(dataDir, 'postgres.draft')
    await rm(draft, { recursive: true, force: true })
    await mkdir(draft)
    const pglite = await PGlite.create(draft)
    await pglite.close()
    await rename(draft, folder)
  }
  return PGlite.create(folder)
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  )
}
