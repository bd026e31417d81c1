import type { Db, MirrorState } from '@roster/db'
import { decide, timeOf, versionOf } from '@roster/db/testing'
import type { Delivery, RowChange, Table } from './delivery.ts'
import { ROUND } from './oracle.ts'

const KEYS: Record<Table, string[]> = {
  app_user: ['clerk_id'],
  membership: ['org_id', 'user_id'],
  organization: ['clerk_id'],
}

type Row = { state: MirrorState; createdMs: number; membershipId: string; updatedMs: number; hash: string; at: number }

/** The mistake that the mirror must not make: the right decision about a row that another may have changed since. */
export async function readThenWrite(pool: Db['pool'], { changes }: Delivery): Promise<void> {
  for (const change of changes) {
    const row = await readRow(pool, change)
    const decision = decide(row, change.change, ROUND)
    if (decision === 'resync' || decision === 'doubt') await mark(pool, change, decision)
    if (decision === 'write') await write(pool, change)
    if (change.table === 'membership') await follow(pool, change, decision === 'write')
  }
}

async function readRow(pool: Db['pool'], { table, key }: RowChange) {
  const incarnation = table === 'membership' ? 'membership_id' : "''"
  const { rows } = await pool.query<Row>(
    `SELECT state, created_ms::float8 AS "createdMs", ${incarnation} AS "membershipId", updated_ms::float8 AS "updatedMs",
      content_hash AS hash, ${timeOf('written_at')} AS at FROM roster.${table} WHERE ${where(table)}`,
    [...key],
  )
  const [row] = rows
  if (!row) return undefined
  const { state, createdMs, membershipId, updatedMs, hash: contentHash, at: writtenAt } = row
  return {
    state,
    incarnation: table === 'membership' ? { createdMs, membershipId } : null,
    updatedMs,
    contentHash,
    writtenAt,
    doubt: null,
  }
}

async function write(pool: Db['pool'], { table, key, change, columns }: RowChange): Promise<void> {
  const names = [...KEYS[table], ...Object.keys(columns)]
  const values = [...key, ...Object.values(columns)]
  const again = change.kind === 'absent' ? ['resync_at'] : []
  const set = [...Object.keys(columns), 'state', 'written_at', ...again].map((name) => `${name} = excluded.${name}`)
  await pool.query(
    `INSERT INTO roster.${table} (${names.join()}, state, written_at, resync_at)
    VALUES (${names.map((_, at) => `$${at + 1}`).join()}, '${change.kind}', clock_timestamp(), ${again.length > 0 ? 'clock_timestamp()' : 'NULL'})
    ON CONFLICT (${KEYS[table].join()}) DO UPDATE SET ${set.join()}`,
    values,
  )
}

async function mark(pool: Db['pool'], { table, key, change }: RowChange, why: 'resync' | 'doubt'): Promise<void> {
  const written = change.kind === 'deleted' ? ', written_at = clock_timestamp()' : ''
  const says = change.kind === 'live' ? versionOf(change) : 'absent'
  const doubt = why === 'doubt' ? `, doubt = '${says}', doubted_at = clock_timestamp()` : ''
  await pool.query(`UPDATE roster.${table} SET resync_at = clock_timestamp()${written}${doubt} WHERE ${where(table)}`, [
    ...key,
  ])
}

async function follow(pool: Db['pool'], { key, change }: RowChange, wrote: boolean): Promise<void> {
  if (change.kind === 'live')
    await pool.query(
      `INSERT INTO roster.app_user (clerk_id, state, resync_at)
      SELECT user_id, 'unknown', clock_timestamp() FROM roster.membership WHERE ${where('membership')} AND state = 'live'
      ON CONFLICT DO NOTHING`,
      [...key],
    )
  else if (wrote)
    await pool.query(
      `UPDATE roster.app_user SET resync_at = clock_timestamp()
      WHERE clerk_id = $1 AND state = 'live' AND NOT roster.has_live_membership(clerk_id)`,
      [key[1]],
    )
}

function where(table: Table): string {
  return KEYS[table].map((column, at) => `${column} = $${at + 1}`).join(' AND ')
}
