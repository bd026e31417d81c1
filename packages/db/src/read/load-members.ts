import type { Db } from '../connect/db.ts'
import { textOf } from '../rows/values.ts'
import { wrongRow } from '../rows/wrong-row.ts'
import { listStatement, loadList, type LoadedList } from './load-list.ts'
import type { OrganizationId } from './organization-id.ts'

/** What a live member is in the organization. `deprovisioned`: by the company's directory. */
export type MemberRow = {
  userId: string
  role: string
  status: 'active' | 'banned' | 'deprovisioned'
  joinedMs: number
}

const MEMBERS = listStatement(
  'member_revision',
  'u.role, roster.member_status(u.banned, u.deprovisioned), u.joined_ms::text',
)

/** What the members of one organization are in it. */
export function loadMembers(db: Db, orgId: OrganizationId): Promise<LoadedList<MemberRow>> {
  return loadList(db, orgId, MEMBERS, toMember)
}

function toMember(row: readonly unknown[]): MemberRow {
  return {
    userId: textOf(row[2]),
    role: textOf(row[4]),
    status: statusOf(row[5]),
    joinedMs: Number(textOf(row[6])),
  }
}

function statusOf(value: unknown): MemberRow['status'] {
  if (value === 'active' || value === 'banned' || value === 'deprovisioned') return value
  throw wrongRow()
}
