import type { User } from '@roster/api'
import { Avatar, displayName } from '@roster/team-picker'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { Button } from '../../shell/button.tsx'
import { CopyButton } from '../../shell/copy-button.tsx'
import { Dialog } from '../../shell/dialog.tsx'
import { trpc } from '../../trpc.tsx'
import type { MemberFacts } from '../view/arrange-people.ts'
import { formatDay } from './format-day.ts'
import { statusNames, statusOf } from './member-status.ts'
import { StatusBadge } from './status-badge.tsx'
import type { ReadyTeam } from '../team.ts'

type PersonCardProps = { person: User; team: ReadyTeam; roleName: MemberFacts['roleName']; onClose: () => void }

const NOT_KNOWN = 'Not known yet'

export function PersonCard({ person, team, roleName, onClose }: PersonCardProps) {
  const { id, email, createdAt } = person
  const name = displayName(person)
  const member = team.memberOf.get(id)
  return (
    <Dialog title={name} onClose={onClose}>
      <div className="person-card">
        <div className="person-card__picture">
          <Avatar id={id} name={name} pictureUrl={person.profilePictureUrl} />
          {id === team.me && <span className="badge">You</span>}
          <StatusBadge member={member} />
        </div>
        <dl className="person-card__facts">
          <Fact title="Email">{email === null ? 'No email' : <a href={`mailto:${email}`}>{email}</a>}</Fact>
          <Fact title="Role">
            <bdi>{roleName(id) ?? NOT_KNOWN}</bdi>
          </Fact>
          <Fact title="Status">{member ? statusNames[statusOf(member)] : NOT_KNOWN}</Fact>
          <Fact title="Joined">{member ? <Day time={member.joinedAt} /> : NOT_KNOWN}</Fact>
          <Fact title="Account created">
            <Day time={createdAt} />
          </Fact>
          <Fact title="Leads">
            <LeadsOf id={id} />
          </Fact>
        </dl>
      </div>
      <div className="form__actions">
        {email !== null && <CopyButton label="Copy email" text={email} />}
        <CopyButton label="Copy link" text={new URL(`/?person=${encodeURIComponent(id)}`, location.href).href} />
        <Button onClick={onClose}>Close</Button>
      </div>
    </Dialog>
  )
}

function Fact({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function Day({ time }: { time: string }) {
  return (
    <time dateTime={time} title={new Date(time).toLocaleString()}>
      {formatDay(time)}
    </time>
  )
}

function LeadsOf({ id }: { id: string }) {
  const { data: count, isPending } = trpc.leads.count.useQuery({ assigneeId: id }, { staleTime: 0 })
  if (isPending) return <span role="status">Counting…</span>
  if (count === 0) return <span>None</span>
  return (
    <Link href={`/leads?assignee=${encodeURIComponent(id)}`}>
      {count === undefined ? 'See their leads' : `${count.toLocaleString('en')} ${count === 1 ? 'lead' : 'leads'}`}
    </Link>
  )
}
