import type pg from 'pg'
import type { MirrorClock } from './clock.ts'
import { organizationContent } from './content.ts'
import { changesOn, liveChangesOn, uniqueByKey, type Columns } from './statement.ts'
import type { OrganizationRecord } from './records.ts'
import type { MirrorRows } from '../mirror.ts'
import { ABSENT, absentVerdict, deletedVerdict, type Upsert } from './upsert.ts'

export const ORGANIZATION_COLUMNS: Columns<OrganizationRecord> = {
  clerk_id: ['text', (organization) => organization.id],
  created_ms: ['bigint', (organization) => organization.createdMs],
  updated_ms: ['bigint', (organization) => organization.updatedMs],
  content_hash: ['text', organizationContent],
}

const ORGANIZATION = { table: 'organization', key: ['clerk_id'] } satisfies Partial<Upsert>

/** The writes to `organization`, except its lease and its revision. */
export function organizationStatements(pool: pg.Pool, clock: MirrorClock) {
  const change = changesOn(pool, clock)
  const changeLive = liveChangesOn(pool, clock, ORGANIZATION, ORGANIZATION_COLUMNS)
  return {
    applyOrganizations: (organizations, source) =>
      changeLive(
        uniqueByKey(organizations, ({ id }) => id),
        source,
      ),

    applyOrganizationDeleted: (orgId) =>
      change([orgId], {
        ...ORGANIZATION,
        columns: [],
        incoming: '(SELECT $1::text AS clerk_id) AS incoming',
        state: 'deleted',
        verdict: deletedVerdict(false),
      }),

    applyOrganizationAbsent: (orgId, startedAt, believed) =>
      change([orgId, startedAt], {
        ...ORGANIZATION,
        columns: [],
        incoming: '(SELECT clerk_id FROM roster.organization WHERE clerk_id = $1) AS incoming',
        state: 'absent',
        verdict: absentVerdict(believed ? 2 : Number.POSITIVE_INFINITY, '$2', clock),
        doubt: ABSENT,
      }),
  } satisfies Partial<MirrorRows>
}
