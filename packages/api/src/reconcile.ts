import type { RosterOptions } from './create-roster.ts'
import { createLog } from './log.ts'
import { openDatabase } from './open-database.ts'
import { connectMirror } from './sync/connect-mirror.ts'
import { reconcileByHand, type ByHand } from './sync/reconcile/reconcile-by-hand.ts'

/** Repairs the mirror by what Clerk holds now, beside any running replicas. True if all of it completed. */
export async function reconcile(
  { database, clerk, log }: Pick<RosterOptions, 'database' | 'clerk' | 'log'>,
  request: ByHand,
): Promise<boolean> {
  const lines = createLog(log ?? console)
  const db = 'pool' in database ? database : await openDatabase(database, log ?? console)
  try {
    const { sync } = await connectMirror(db, clerk, lines, new AbortController().signal)
    return await reconcileByHand(db, sync, request)
  } finally {
    if (db !== database) await db.close()
  }
}
