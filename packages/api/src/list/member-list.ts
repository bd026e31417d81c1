import { loadMemberChanges, loadMembers, type MemberRow } from '@roster/db'
import { memberSchema, type Member } from '../member.ts'
import { inSlices } from './in-slices.ts'
import type { ListKind } from './list-kind.ts'
import type { Placed } from './list-parts.ts'

export const memberList: ListKind<Member> = {
  version: 'members 4',
  columns: memberSchema.keyof().options,
  idOf: ({ userId }) => userId,
  async load(db, orgId) {
    const { revision, rows } = await loadMembers(db, orgId)
    return { revision, rows: await place(rows) }
  },
  async loadChanges(db, orgId, since) {
    const changes = await loadMemberChanges(db, orgId, since)
    return changes && { ...changes, rows: await place(changes.rows) }
  },
}

function place(rows: readonly MemberRow[]): Promise<Placed<Member>[]> {
  return inSlices(rows, (row) => ({
    item: memberSchema.parse(toMember(row)),
    id: row.userId,
    createdMs: row.createdMs,
  }))
}

function toMember({ userId, role, status, joinedMs }: MemberRow): Member {
  return { userId, role, status, joinedAt: new Date(joinedMs).toISOString() }
}
