import type { Member, User } from '@roster/api'
import { Avatar, displayName } from '@roster/team-picker'
import { memo } from 'react'
import { formatDay } from './format-day.ts'
import { StatusBadge } from './status-badge.tsx'

type PersonCellsProps = {
  person: User
  isMe: boolean
  /** Undefined until what the person is in the organization is known. */
  role: string | undefined
  member: Member | undefined
  active: boolean
}

/** Kept while their row only moves, which it does in every frame of a scroll. */
export const PersonCells = memo(function PersonCells({ person, isMe, role, member, active }: PersonCellsProps) {
  const name = displayName(person)
  return (
    <>
      <div role="gridcell" data-column="name">
        <Avatar id={person.id} name={name} pictureUrl={person.profilePictureUrl} />
        <bdi className="cell-text cell-text--strong">{name}</bdi>
        {isMe && <span className="badge">You</span>}
        <StatusBadge member={member} />
      </div>
      <div role="gridcell" data-column="email">
        {person.email === null ? (
          <span className="cell-text cell-text--soft">No email</span>
        ) : (
          <a className="cell-text cell-link" href={`mailto:${person.email}`} tabIndex={active ? 0 : -1}>
            {person.email}
          </a>
        )}
      </div>
      <div role="gridcell" data-column="role">
        <bdi className="cell-text cell-text--soft">{role}</bdi>
      </div>
      <div role="gridcell" data-column="joined">
        {member && (
          <time className="cell-text cell-text--soft" dateTime={member.joinedAt}>
            {formatDay(member.joinedAt)}
          </time>
        )}
      </div>
    </>
  )
})
