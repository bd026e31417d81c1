import type { Db } from '../connect/db.ts'
import type { OrganizationId } from './organization-id.ts'

/** Records, at most once an hour, that the organization is in use, so that it is reconciled often. */
export async function noteUse(db: Db, orgId: OrganizationId): Promise<void> {
  await db.background.query(
    `UPDATE roster.organization SET used_at = clock_timestamp()
    WHERE clerk_id = $1
      AND (used_at IS NULL OR used_at < clock_timestamp() - interval '1 hour' OR used_at > clock_timestamp())`,
    [orgId],
  )
}
