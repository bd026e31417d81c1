import type { Db, MirrorState } from '@roster/db'
import { timeOf } from '@roster/db/testing'
import { MemoryMirror } from '../simulator/memory-mirror.ts'
import { RULES, stub } from '../simulator/memory-rows.ts'

type Row = {
  name: 'app_user' | 'membership' | 'organization'
  key: string
  state: MirrorState
  membershipId: string | null
  createdMs: number
  updatedMs: number
  contentHash: string
  writtenAt: number
  resyncAt: number | null
  doubt: string | null
  doubtedAt: number
}

const columns = `state, created_ms::float8 AS "createdMs", updated_ms::float8 AS "updatedMs", content_hash AS "contentHash",
  ${timeOf('written_at')} AS "writtenAt", ${timeOf('resync_at')} AS "resyncAt", doubt, ${timeOf('doubted_at')} AS "doubtedAt"`
const ROWS = `
  SELECT 'app_user' AS name, clerk_id AS key, NULL AS "membershipId", ${columns} FROM roster.app_user
  UNION ALL SELECT 'organization', clerk_id, NULL, ${columns} FROM roster.organization
  UNION ALL SELECT 'membership', org_id || ' ' || user_id, membership_id, ${columns} FROM roster.membership`

// Later than every stored time, so that a write of the round is newer than each of its reads.
export const DURING = Number.MAX_SAFE_INTEGER

/** The rows of the database as an in-memory mirror without a fence, whose time is `DURING`. */
export async function readRows(db: Db): Promise<MemoryMirror> {
  const mirror = new MemoryMirror({ rules: { ...RULES, fence: 0, apart: 0 }, now: () => DURING })
  const { rows } = await db.pool.query<Row>(ROWS)
  for (const { name, key, membershipId, createdMs, doubt, doubtedAt, ...row } of rows)
    mirror.tables[name].rows.set(key, {
      ...stub<never>(row.writtenAt, null),
      ...row,
      incarnation: membershipId === null ? null : { createdMs, membershipId },
      doubt: doubt === null ? null : { says: doubt, since: doubtedAt },
    })
  return mirror
}
