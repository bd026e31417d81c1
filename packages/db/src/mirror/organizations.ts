import type pg from 'pg'
import type { MirrorClock } from './clock.ts'
import { organizationContent } from './content.ts'
import { arraysOf, changesOn, liveChange, uniqueByKey, type Columns } from './statement.ts'
import type { OrganizationRecord } from './records.ts'
import type { MirrorRows } from '../mirror.ts'
import { ABSENT, absentVerdict, deletedVerdict, startOf, type Upsert } from './upsert.ts'

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
  return {
    applyOrganizations(organizations, source) {
      const arrays = arraysOf(
        ORGANIZATION_COLUMNS,
        uniqueByKey(organizations, ({ id }) => id),
      )
      return change([...arrays, ...startOf(source)], liveChange(ORGANIZATION, ORGANIZATION_COLUMNS, source, clock))
    },

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
