import type pg from 'pg'
import { number, row } from '../rows/columns.ts'
import { queryRows } from '../rows/query-rows.ts'
import type { Db } from './db.ts'

/** Milliseconds by which the database's clock is ahead of this process's, at least: the round trip is excluded. */
export async function clockDifference(db: Db, now: () => number = Date.now): Promise<number> {
  const client = await db.background.connect()
  try {
    return await clockAhead(client, now)
  } finally {
    client.release()
  }
}

/** The same, measured on one connection. */
export async function clockAhead(client: pg.ClientBase, now: () => number = Date.now): Promise<number> {
  const asked = now()
  const statement = "SELECT date_part('epoch', clock_timestamp()) * 1000 AS ms"
  const [found] = await queryRows(client, row({ ms: number }), statement)
  const ms = found?.ms ?? asked
  // 0 if the database's time is within the round trip.
  return ms - Math.min(Math.max(ms, asked), now())
}
