import type pg from 'pg'
import type { MirrorClock } from './clock.ts'
import { organizationContent } from './content.ts'
import { runChange, uniqueByKey, unnest } from './statement.ts'
import type { OrganizationRecord } from './records.ts'
import type { MirrorRows } from '../mirror.ts'
import {
  ABSENT,
  absentVerdict,
  deletedVerdict,
  liveVerdict,
  sameAsHeld,
  startOf,
  upsertSql,
  VERSION,
  type Upsert,
} from './upsert.ts'

/** The columns of an organization record, in the order of {@link organizationArrays}. */
export const ORGANIZATION_COLUMNS = {
  clerk_id: 'text',
  created_ms: 'bigint',
  updated_ms: 'bigint',
  content_hash: 'text',
}

const ORGANIZATION = { table: 'organization', key: ['clerk_id'] } satisfies Partial<Upsert>

type Statements = Pick<MirrorRows, 'applyOrganizations' | 'applyOrganizationDeleted' | 'applyOrganizationAbsent'>

/** The writes to `organization`, except its lease and its revision. */
export function organizationStatements(pool: pg.Pool, clock: MirrorClock): Statements {
  return {
    async applyOrganizations(organizations, source) {
      const rows = uniqueByKey(organizations, ({ id }) => id)
      const sql = upsertSql(
        {
          ...ORGANIZATION,
          columns: Object.keys(ORGANIZATION_COLUMNS).slice(1),
          incoming: unnest(ORGANIZATION_COLUMNS),
          same: sameAsHeld(false),
          state: 'live',
          verdict: liveVerdict(source.kind, '$5', false, clock),
          doubt: VERSION,
        },
        clock,
      )
      return runChange(pool, clock, sql, [...organizationArrays(rows), ...startOf(source)])
    },

    async applyOrganizationDeleted(orgId) {
      const incoming = '(SELECT $1::text AS clerk_id) AS incoming'
      const sql = upsertSql(
        { ...ORGANIZATION, columns: [], incoming, state: 'deleted', verdict: deletedVerdict(false) },
        clock,
      )
      return runChange(pool, clock, sql, [orgId])
    },

    async applyOrganizationAbsent(orgId, startedAt, believed = true) {
      const incoming = '(SELECT clerk_id FROM roster.organization WHERE clerk_id = $1) AS incoming'
      const sql = upsertSql(
        {
          ...ORGANIZATION,
          columns: [],
          incoming,
          state: 'absent',
          verdict: absentVerdict(believed ? 2 : Number.POSITIVE_INFINITY, '$2', clock),
          doubt: ABSENT,
        },
        clock,
      )
      return runChange(pool, clock, sql, [orgId, startedAt])
    },
  }
}

export function organizationArrays(organizations: readonly OrganizationRecord[]): unknown[][] {
  return [
    organizations.map(({ id }) => id),
    organizations.map(({ createdMs }) => createdMs),
    organizations.map(({ updatedMs }) => updatedMs),
    organizations.map(organizationContent),
  ]
}
