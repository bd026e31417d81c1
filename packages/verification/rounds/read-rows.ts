import type { Db, MirrorState } from '@roster/db'
import { BEFORE, type OracleRow, type OracleRows } from './oracle.ts'

type Row = {
  name: string
  state: MirrorState
  membershipId: string | null
  createdMs: number
  updatedMs: number
  contentHash: string
  due: boolean
  doubt: string | null
}

const columns = `state, created_ms::float8 AS "createdMs", updated_ms::float8 AS "updatedMs", content_hash AS "contentHash",
  resync_at IS NOT NULL AS due, doubt`
const ROWS = `
  SELECT 'app_user ' || clerk_id AS name, NULL AS "membershipId", ${columns} FROM roster.app_user WHERE clerk_id = ANY ($1)
  UNION ALL SELECT 'organization ' || clerk_id, NULL, ${columns} FROM roster.organization WHERE clerk_id = ANY ($2)
  UNION ALL SELECT 'membership ' || org_id || ' ' || user_id, membership_id, ${columns} FROM roster.membership
  WHERE org_id = ANY ($2) AND user_id = ANY ($1)`

/** The rows of these users and organizations, as the oracle takes them. */
export async function readRows(db: Db, ids: { userIds: string[]; orgIds: string[] }): Promise<OracleRows> {
  const { rows } = await db.pool.query<Row>(ROWS, [ids.userIds, ids.orgIds])
  return new Map(
    rows.map(({ name, membershipId, createdMs, doubt, ...row }): [string, OracleRow] => [
      name,
      {
        ...row,
        incarnation: membershipId === null ? null : { membershipId, createdMs },
        writtenAt: BEFORE,
        doubt: doubt === null ? null : { says: doubt, since: BEFORE },
      },
    ]),
  )
}
