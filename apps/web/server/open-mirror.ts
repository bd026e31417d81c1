import type { SyncDeps } from '@roster/api'
import type { Db } from '@roster/db'
import { connectClerk } from './clerk-instance.ts'
import { connectMirror } from './connect-mirror.ts'
import type { Env } from './env.ts'
import type { Log } from './log.ts'
import { openDatabase } from './open-database.ts'

/** The database and the Clerk of the environment, for a command beside the servers. */
export async function openMirror(env: Env, log: Log): Promise<{ db: Db; sync: SyncDeps; close: () => Promise<void> }> {
  const db = await openDatabase(env, log).catch((error: unknown) => {
    throw env.DATABASE_URL ? error : withWayOut(error)
  })
  try {
    const clerk = await connectClerk(env, env.PORT).catch((error: unknown) => {
      throw env.clerk === 'local' ? withWayOut(error) : error
    })
    const { sync } = await connectMirror(db, clerk, log, new AbortController().signal)
    const close = async () => {
      await clerk.close()
      await db.close()
    }
    return { db, sync, close }
  } catch (error) {
    await db.close()
    throw error
  }
}

/** What is embedded belongs to one process, and that may well be the server. */
function withWayOut(error: unknown): Error {
  const message = error instanceof Error ? error.message : String(error)
  return new Error(
    `${message}\nIf it is a running Roster that is in the way, let that reconcile: ask it for the list with ?consistency=strong.`,
    { cause: error },
  )
}
