import { hash } from 'node:crypto'
import { createMirror, type DatabaseTime } from '@roster/db'
import { emptyMirror, readShown, type TestDb } from '@roster/db/testing'
import { inTurns } from './in-turns.ts'
import { runSchedule, type Violation } from './schedule.ts'
import type { SimulatedMirror } from './simulated-mirror.ts'

// A sequence, because every connection sees its new value at once, and because it keeps the text of each statement
// the same, so that a connection plans it once.
const NOW = `(timestamptz 'epoch' + pg_sequence_last_value('simulated_clock') * interval '1 microsecond')`

/** Runs one schedule on the product's SQL in an emptied database; `fence` is in microseconds. */
export async function runOnSql(db: TestDb, seed: number, fence: DatabaseTime): Promise<Violation | null> {
  await emptyMirror(db)
  await db.pool.query('CREATE SEQUENCE IF NOT EXISTS simulated_clock')
  return runSchedule(seed, { mirrorOf: (clock) => createSqlMirror(db, clock, fence) })
}

/** The product's SQL as the mirror of a schedule, with the time of the schedule's clock. */
function createSqlMirror(db: TestDb, clock: { now: number }, fence: DatabaseTime): SimulatedMirror {
  const pool = planningOnce(db.pool)
  const mirror = createMirror(pool, { now: NOW, fence })
  const setClock = () => pool.query(`SELECT setval('simulated_clock', $1)`, [clock.now])
  const store = inTurns(
    () => mirror,
    async (_name, _describe, statement) => {
      await setClock()
      return statement()
    },
    () => ({}),
  )
  return {
    store: () => store,
    lists: (orgIds) => readShown(db, orgIds),
    async noteUse(orgId) {
      await setClock()
      await db.pool.query(`UPDATE roster.organization SET used_at = ${NOW} WHERE clerk_id = $1`, [orgId])
    },
  }
}

/** Lets each connection plan a statement once: the schedules run a few dozen, more than a hundred thousand times. */
function planningOnce(pool: TestDb['pool']): TestDb['pool'] {
  const query = async (statement: string | { text: string }, values: unknown[] = []) => {
    const config = typeof statement === 'string' ? { text: statement, values } : statement
    return pool.query({ ...config, name: hash('sha256', config.text).slice(0, 22) })
  }
  return new Proxy(pool, { get: (itself, key): unknown => (key === 'query' ? query : Reflect.get(itself, key)) })
}
