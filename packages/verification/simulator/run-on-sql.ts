import { emptyMirror, type TestDb } from '@roster/db/testing'
import { runSchedule, type Violation } from './schedule.ts'
import { createSqlMirror } from './sql-mirror.ts'

/** One schedule on the product's statements, in an emptied database; `fence` in microseconds. */
export async function runOnSql(db: TestDb, seed: number, fence: number): Promise<Violation | null> {
  await emptyMirror(db)
  return runSchedule(seed, { mirrorOf: (clock) => createSqlMirror(db, clock, fence) })
}
