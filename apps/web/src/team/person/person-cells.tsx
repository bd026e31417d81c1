import type { Member, User } from '@roster/api'
import { Avatar, displayName } from '@roster/team-picker'
import { memo, useState } from 'react'
import { formatDay } from './format-day.ts'
import { StatusBadge } from './status-badge.tsx'

type PersonCellsProps = {
  person: User
  isMe: boolean
  /** Undefined until the person's membership has loaded. */
  role: string | undefined
  member: Member | undefined
  active: boolean
  /** While rows scroll past, the initials are shown and the picture is not requested. */
  passing: boolean
}

/** Memoized, because the row moves in every frame of a scroll without other changes. */
export const PersonCells = memo(function PersonCells(props: PersonCellsProps) {
  const { person, isMe, role, member, active, passing } = props
  const [pictured, setPictured] = useState(!passing)
  if (!passing && !pictured) setPictured(true)
  const name = displayName(person)
  return (
    <>
      <div role="gridcell" data-column="name">
        <Avatar id={person.id} name={name} pictureUrl={pictured ? person.profilePictureUrl : null} />
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
