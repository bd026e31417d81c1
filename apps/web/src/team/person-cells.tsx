import type { Member, User } from '@roster/api'
import { Avatar, displayName } from '@roster/team-picker'
import { CopyButton } from '../shell/copy-button.tsx'

type PersonCellsProps = {
  person: User
  isMe: boolean
  /** Undefined until what the person is in the organization is known. */
  role: string | undefined
  status: Member['status'] | undefined
  active: boolean
}

const words = { active: null, banned: 'Banned', deprovisioned: 'Deactivated' } as const

const dates = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' })

export function PersonCells({ person, isMe, role, status = 'active', active }: PersonCellsProps) {
  const name = displayName(person)
  const tabIndex = active ? 0 : -1
  const created = new Date(person.createdAt)
  return (
    <>
      <div role="gridcell" data-column="name">
        <Avatar id={person.id} name={name} pictureUrl={person.profilePictureUrl} />
        <bdi className="cell-text cell-text--strong">{name}</bdi>
        {isMe && <span className="badge">You</span>}
        {words[status] && <span className="badge badge--gone">{words[status]}</span>}
      </div>
      <div role="gridcell" data-column="email">
        {person.email === null ? (
          <span className="cell-text cell-text--soft">No email</span>
        ) : (
          <a className="cell-text cell-link" href={`mailto:${person.email}`} tabIndex={tabIndex}>
            {person.email}
          </a>
        )}
      </div>
      <div role="gridcell" data-column="role">
        <span className="cell-text cell-text--soft">{role}</span>
      </div>
      <div role="gridcell" data-column="created">
        <time className="cell-text cell-text--soft" dateTime={person.createdAt} title={created.toLocaleString()}>
          {dates.format(created)}
        </time>
      </div>
      <div role="gridcell" data-column="link">
        <CopyButton
          label={`Copy a link to ${name}`}
          tabIndex={tabIndex}
          text={() => new URL(`/?person=${encodeURIComponent(person.id)}`, location.href).href}
        />
      </div>
    </>
  )
}
