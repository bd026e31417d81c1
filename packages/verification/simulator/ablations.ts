import type { ClerkReader, NotUnderstood } from '@roster/api/testing'
import type { MirrorStore } from '@roster/db'
import { decide, type Change, type StoredRow } from '@roster/db/testing'
import type { Rules } from './memory-rows.ts'

/** Removes a part of the algorithm. The simulator must then find a broken invariant. */
export type Ablation = {
  rules?: Partial<Rules>
  tornWrites?: boolean
  reader?: (reader: ClerkReader) => ClerkReader
  /** Statements that replace the product's. */
  statements?: (store: MirrorStore) => Partial<MirrorStore>
}

/** Within so many schedules, from whichever seed was tried, each ablation breaks an invariant: so would a mistake like it. */
export const ENOUGH_SCHEDULES = 5_000

export const ABLATIONS: Readonly<Record<string, Ablation>> = {
  'no-tombstones': { rules: { keepsTombstones: false } },
  'no-incarnation-order': {
    rules: { decide: (row, change, moment) => decide(row && sameIncarnation(row), sameIncarnation(change), moment) },
  },
  'no-confirm-read': {
    reader: (reader) => ({
      ...reader,
      findMemberships: async (_, userIds) => ({
        kind: 'found',
        value: { memberships: [], missing: [...userIds], odd: [] },
      }),
    }),
  },
  'read-then-write': { tornWrites: true },
  'no-read-fence': { rules: { fence: -1e15 } },
  'one-404-is-believed': {
    rules: {
      decide: (row, change, moment) => decide(row, change.kind === 'absent' ? { ...change, reads: 1 } : change, moment),
    },
  },
  'no-brake': { rules: { brakes: false } },
  'a-page-is-refused-for-a-record': {
    reader: (reader) => ({
      ...reader,
      listUsers: async (orgId, after) => wholeOrNothing(await reader.listUsers(orgId, after)),
      listMemberships: async (orgId, offset) => wholeOrNothing(await reader.listMemberships(orgId, offset)),
      listAllUsers: async (after) => wholeOrNothing(await reader.listAllUsers(after)),
      listChangedUsers: async (offset) => wholeOrNothing(await reader.listChangedUsers(offset)),
      listAllMemberships: async (offset, order) => wholeOrNothing(await reader.listAllMemberships(offset, order)),
      listAllOrganizations: async (offset, order) => wholeOrNothing(await reader.listAllOrganizations(offset, order)),
    }),
  },
  'sweep-believes-absences': {
    statements: (store) => ({
      async keepMissing(kind, stretch) {
        const missing = await store.keepMissing(kind, stretch)
        for (const { orgId, userId } of await store.readMissing(kind, null, missing)) {
          if (kind === 'membership') await store.applyMembershipsAbsent(orgId, [userId], stretch.startedAt)
          if (kind === 'user') await store.applyUserAbsent(userId, stretch.startedAt)
        }
        return missing
      },
    }),
  },
  'the-future-is-trusted': { rules: { trustsFuture: true } },
}

function sameIncarnation<Value extends StoredRow | Change>(value: Value): Value {
  return 'incarnation' in value ? { ...value, incarnation: null } : value
}

function wholeOrNothing<Page extends { kind: string }>(page: Page): Page | NotUnderstood {
  return 'odd' in page && Array.isArray(page.odd) && page.odd.length > 0
    ? { kind: 'not-understood', reason: 'a record' }
    : page
}
