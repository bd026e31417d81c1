import { emptyMirror, type TestDb } from '@roster/db/testing'
import { runSchedule, type Violation } from './schedule.ts'
import { addSimulatedClock, createSqlMirror } from './sql-mirror.ts'

/** Runs one schedule on the product's SQL in an emptied database; `fence` is in microseconds. */
export async function runOnSql(db: TestDb, seed: number, fence: number): Promise<Violation | null> {
  await emptyMirror(db)
  await addSimulatedClock(db)
  return runSchedule(seed, { mirrorOf: (clock) => createSqlMirror(db, clock, fence) })
}
