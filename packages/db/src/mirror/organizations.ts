import type pg from 'pg'
import type { MirrorClock } from './clock.ts'
import { organizationContent } from './content.ts'
import { changesOn, liveChange, uniqueByKey } from './statement.ts'
import type { OrganizationRecord } from './records.ts'
import type { MirrorRows } from '../mirror.ts'
import { ABSENT, absentVerdict, deletedVerdict, startOf, type Upsert } from './upsert.ts'

/** The columns of an organization record, in the order of {@link organizationArrays}. */
export const ORGANIZATION_COLUMNS = {
  clerk_id: 'text',
  created_ms: 'bigint',
  updated_ms: 'bigint',
  content_hash: 'text',
}

const ORGANIZATION = { table: 'organization', key: ['clerk_id'] } satisfies Partial<Upsert>

/** The writes to `organization`, except its lease and its revision. */
export function organizationStatements(pool: pg.Pool, clock: MirrorClock) {
  const change = changesOn(pool, clock)
  return {
    applyOrganizations(organizations, source) {
      const values = [...organizationArrays(uniqueByKey(organizations, ({ id }) => id)), ...startOf(source)]
      return change(values, liveChange(ORGANIZATION, ORGANIZATION_COLUMNS, source, clock))
    },

    applyOrganizationDeleted: (orgId) =>
      change([orgId], {
        ...ORGANIZATION,
        columns: [],
        incoming: '(SELECT $1::text AS clerk_id) AS incoming',
        state: 'deleted',
        verdict: deletedVerdict(false),
      }),

    applyOrganizationAbsent: (orgId, startedAt, believed = true) =>
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

export function organizationArrays(organizations: readonly OrganizationRecord[]): unknown[][] {
  return [
    organizations.map(({ id }) => id),
    organizations.map(({ createdMs }) => createdMs),
    organizations.map(({ updatedMs }) => updatedMs),
    organizations.map(organizationContent),
  ]
}
