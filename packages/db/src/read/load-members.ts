import type { Db } from '../connect/db.ts'
import { textOf } from '../rows/values.ts'
import { wrongRow } from '../rows/wrong-row.ts'
import { loadChanges, type ListChanges } from './load-changes.ts'
import { listStatements, loadList, type ListRow, type LoadedList } from './load-list.ts'
import type { OrganizationId } from './organization-id.ts'

/** The membership of a live member. `deprovisioned`: by the company's directory. */
export type MemberRow = {
  userId: string
  role: string
  status: 'active' | 'banned' | 'deprovisioned'
  joinedMs: number
  /** When the user was created: lists are in this order, then by id. */
  createdMs: number
}

const MEMBERS = listStatements({
  number: 2,
  revision: 'member_revision',
  columns: 'u.role, roster.member_status(u.banned, u.deprovisioned), u.joined_ms::text',
})

/** Loads the role and status of each member of one organization. */
export function loadMembers(db: Db, orgId: OrganizationId): Promise<LoadedList<MemberRow>> {
  return loadList(db, orgId, MEMBERS, toMember)
}

/** Loads only the members that changed since a revision. Null if the whole list must be read. */
export function loadMemberChanges(
  db: Db,
  orgId: OrganizationId,
  since: bigint,
): Promise<ListChanges<MemberRow> | null> {
  return loadChanges(db, orgId, since, MEMBERS, toMember)
}

function toMember(row: ListRow): MemberRow {
  return {
    userId: textOf(row[2]),
    role: textOf(row[4]),
    status: statusOf(row[5]),
    joinedMs: Number(textOf(row[6])),
    createdMs: Number(textOf(row[3])),
  }
}

function statusOf(value: unknown): MemberRow['status'] {
  if (value === 'active' || value === 'banned' || value === 'deprovisioned') return value
  throw wrongRow()
}
