import { loadMembers, type MemberRow } from '@roster/db'
import { memberSchema, type Member } from '../member.ts'
import { inSlices } from './in-slices.ts'
import type { ListKind } from './list-kind.ts'

/** What the members of an organization are in it. */
export const memberList: ListKind<Member> = {
  version: 'members 1',
  columns: memberSchema.keyof().options,
  async load(db, orgId) {
    const { revision, rows } = await loadMembers(db, orgId)
    const slices = await inSlices(rows, (slice) => slice.map((row) => memberSchema.parse(toMember(row))))
    return { revision, rows: slices.flat() }
  },
}

function toMember({ userId, role, status, joinedMs }: MemberRow): Member {
  return { userId, role, status, joinedAt: new Date(joinedMs).toISOString() }
}
