import { createMirror, type DatabaseTime } from '@roster/db'
import { readShown, type TestDb } from '@roster/db/testing'
import type { SimulatedMirror } from './simulated-mirror.ts'

/** The product's SQL as the mirror of a schedule, with the time of the schedule's clock. */
export function createSqlMirror(db: TestDb, clock: { now: number }, fence: DatabaseTime): SimulatedMirror {
  const now = () => `(timestamptz 'epoch' + ${clock.now} * interval '1 microsecond')`
  return {
    store: () => createMirror(db.pool, { now: now(), fence }),
    lists: (orgIds) => readShown(db, orgIds),
    async noteUse(orgId) {
      await db.pool.query(`UPDATE roster.organization SET used_at = ${now()} WHERE clerk_id = $1`, [orgId])
    },
  }
}
