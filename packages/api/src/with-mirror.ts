import type { Db } from '@roster/db'
import { consoleLog, createLog } from './log.ts'
import { openDatabase } from './open-database.ts'
import type { RosterOptions } from './options/roster-options.ts'
import { connectMirror, type ConnectedMirror } from './sync/connect-mirror.ts'

/** The mirror that a command works on. */
export type MirrorOptions = Pick<RosterOptions, 'database' | 'clerk' | 'log'>

/** Does some work on the mirror, then closes the database if it was opened here. */
export async function withMirror<Result>(
  { database, clerk, log = consoleLog }: MirrorOptions,
  work: (db: Db, mirror: ConnectedMirror) => Promise<Result>,
): Promise<Result> {
  const db = 'pool' in database ? database : await openDatabase(database, log)
  try {
    return await work(db, await connectMirror(db, clerk, createLog(log), new AbortController().signal))
  } finally {
    if (db !== database) await db.close()
  }
}
