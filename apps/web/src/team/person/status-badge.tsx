import type { Member } from '@roster/api'
import { statusNames, statusOf } from './member-status.ts'

/** Marks a person who can't sign in. */
export function StatusBadge({ member }: { member: Member | undefined }) {
  if (!member || member.status === 'active') return null
  return <span className="badge badge--gone">{statusNames[statusOf(member)]}</span>
}
