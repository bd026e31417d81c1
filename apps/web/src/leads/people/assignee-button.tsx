import type { Lead } from '../../../server/leads/leads-router.ts'
import { Avatar } from '@roster/team-picker'
import type { Team } from '../../team/team.ts'
import { Icon } from '../../shell/button.tsx'
import { assigneeOf } from './assignee.ts'
import type { FormerMembers } from './use-former-members.ts'

type AssigneeButtonProps = {
  lead: Lead
  team: Team
  former: FormerMembers
  saving: boolean
  tabIndex: number
  onOpen: () => void
}

/** Shows the assignee and opens the picker: a picker for each of many leads would be slow to render. */
export function AssigneeButton({ lead, team, former, saving, tabIndex, onOpen }: AssigneeButtonProps) {
  const assignee =
    lead.assigneeId !== null && team.status === 'ready' ? assigneeOf(lead.assigneeId, team, former) : null
  const said = assignee ? `${assignee.name}${assignee.gone ? `, ${assignee.gone.toLowerCase()}` : ''}` : 'not known yet'
  return (
    <button
      type="button"
      className="assignee"
      tabIndex={tabIndex}
      aria-label={`Assignee of ${lead.name}: ${lead.assigneeId === null ? 'nobody yet' : said}`}
      aria-haspopup="listbox"
      aria-busy={saving}
      aria-disabled={saving}
      onClick={() => {
        if (!saving) onOpen()
      }}
    >
      {assignee && (
        <>
          <Avatar id={assignee.id} name={assignee.name} pictureUrl={assignee.pictureUrl} />
          <bdi className="cell-text">{assignee.name}</bdi>
          {assignee.id === team.me && <span className="badge">You</span>}
          {assignee.gone !== null && <span className="badge badge--gone">{assignee.gone}</span>}
        </>
      )}
      {lead.assigneeId === null && <span className="cell-text cell-text--soft">Unassigned</span>}
      {lead.assigneeId !== null && !assignee && <span className="skeleton skeleton--wide" />}
      <Icon name="chevron" />
    </button>
  )
}
