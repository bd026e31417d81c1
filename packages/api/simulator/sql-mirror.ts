import { createMirror, type DatabaseTime } from '@roster/db'
import { emptyMirror, readShown, type TestDb } from '@roster/db/testing'
import { runSchedule, type Violation } from './schedule.ts'
import type { SimulatedMirror } from './simulated-mirror.ts'

/** The product's SQL as the mirror of a schedule. Its statements take the time from the schedule's clock. */
function createSqlMirror(db: TestDb, clock: { now: number }, fence: DatabaseTime): SimulatedMirror {
  const now = () => `(timestamptz 'epoch' + ${clock.now} * interval '1 microsecond')`
  return {
    store: () => createMirror(db.pool, { now: now(), fence }),
    lists: (orgIds) => readShown(db, orgIds),
    async noteUse(orgId) {
      await db.pool.query(`UPDATE roster.organization SET used_at = ${now()} WHERE clerk_id = $1`, [orgId])
    },
  }
}

/** One schedule on the product's statements, in an emptied database; `fence` in microseconds. */
export async function runOnSql(db: TestDb, seed: number, fence: number): Promise<Violation | null> {
  await emptyMirror(db)
  return runSchedule(seed, { mirrorOf: (clock) => createSqlMirror(db, clock, fence) })
}
