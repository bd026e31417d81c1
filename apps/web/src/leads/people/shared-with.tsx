import type { Lead } from '../../../server/leads/leads-router.ts'
import { Avatar } from '@roster/team-picker'
import type { Team } from '../../team/team.ts'
import { assigneeOf } from './assignee.ts'
import type { FormerMembers } from './use-former-members.ts'

const MOST = 3
const names = new Intl.ListFormat('en')

/** The people with whom a lead is shared: a few pictures, and all names for screen readers and in a tooltip. */
export function SharedWith({ lead, team, former }: { lead: Lead; team: Team; former: FormerMembers }) {
  if (lead.sharedWith.length === 0 || team.status !== 'ready') return null
  const people = lead.sharedWith.flatMap((id) => assigneeOf(id, team, former) ?? [])
  const said = names.format(people.map(({ name, gone }) => (gone ? `${name} (${gone.toLowerCase()})` : name)))
  const more = lead.sharedWith.length - MOST
  return (
    <span className="shared" role="img" aria-label={`Shared with ${said}`} title={`Shared with ${said}`}>
      {people.slice(0, MOST).map(({ id, name, pictureUrl, gone }) => (
        <span key={id} className="shared__person" data-gone={gone !== null}>
          <Avatar id={id} name={name} pictureUrl={pictureUrl} />
        </span>
      ))}
      {more > 0 && <span className="shared__more">+{more}</span>}
    </span>
  )
}
