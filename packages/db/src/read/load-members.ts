import type { Db } from '../connect/db.ts'
import { oneOf, orNull, text, tuple, type RowOf } from '../rows/columns.ts'
import { listStatement, loadList, type LoadedList } from './load-list.ts'
import type { OrganizationId } from './organization-id.ts'

/** What a live member is in the organization. `deprovisioned`: by the company's directory. */
export type MemberRow = {
  userId: string
  role: string
  status: 'active' | 'banned' | 'deprovisioned'
  joinedMs: number
}

const MEMBER = tuple(
  /* revision */ text,
  /* userId */ orNull(text),
  /* role */ orNull(text),
  /* status */ oneOf('active', 'banned', 'deprovisioned'),
  /* joinedMs */ orNull(text),
)

const MEMBERS = listStatement(
  'member_revision',
  'u.clerk_id, u.role, roster.member_status(u.banned, u.deprovisioned), u.joined_ms::text',
)

/** What the members of one organization are in it. */
export function loadMembers(db: Db, orgId: OrganizationId): Promise<LoadedList<MemberRow>> {
  return loadList(db, orgId, { statement: MEMBERS, isRow: MEMBER, toItem: toMember })
}

function toMember([, userId, role, status, joinedMs]: RowOf<typeof MEMBER>): MemberRow | null {
  return userId === null || role === null ? null : { userId, role, status, joinedMs: Number(joinedMs) }
}
