import type { Lead } from '../../server/leads/leads-router.ts'
import { useState } from 'react'
import type { RowTarget } from '../grid/use-active-row.ts'
import { VirtualGrid } from '../grid/virtual-grid.tsx'
import { Button } from '../shell/button.tsx'
import { formatDay } from '../team/person/format-day.ts'
import type { Team } from '../team/team.ts'
import { AssigneeButton } from './people/assignee-button.tsx'
import { AssigneePicker } from './people/assignee-picker.tsx'
import { SharedWith } from './people/shared-with.tsx'
import type { FormerMembers } from './people/use-former-members.ts'

type LeadsGridProps = {
  leads: readonly Lead[]
  team: Team
  former: FormerMembers
  /** Ids of leads whose assignment is in flight. */
  saving: readonly string[]
  /** Ids of the selected leads. */
  selected: ReadonlySet<string>
  target: RowTarget | null
  onAssign: (lead: Lead, assigneeId: string | null) => void
  onCancel: (lead: Lead) => void
  onSelect: (lead: Lead, isSelected: boolean) => void
  onEdit: (lead: Lead) => void
}

const columns = [
  { key: 'select', title: 'Select', isTitleHidden: true },
  { key: 'name', title: 'Lead' },
  { key: 'company', title: 'Company' },
  { key: 'created', title: 'Created' },
  { key: 'assignee', title: 'Assignee' },
  { key: 'shared', title: 'Shared with' },
  { key: 'edit', title: 'Edit', isTitleHidden: true },
]

export function LeadsGrid({ leads, team, former, saving, selected, target, ...on }: LeadsGridProps) {
  const [openId, setOpenId] = useState<string | null>(null)

  function assigneeCell(lead: Lead, active: boolean) {
    if (openId !== lead.id) {
      return (
        <AssigneeButton
          lead={lead}
          team={team}
          former={former}
          saving={saving.includes(lead.id)}
          tabIndex={active ? 0 : -1}
          onOpen={() => setOpenId(lead.id)}
        />
      )
    }
    return (
      <AssigneePicker
        label={`Assignee of ${lead.name}`}
        value={lead.assigneeId}
        former={former}
        onChange={(assigneeId) => {
          setOpenId(null)
          on.onAssign(lead, assigneeId)
        }}
        onLeave={() => setOpenId(null)}
        onCancel={() => {
          setOpenId(null)
          on.onCancel(lead)
        }}
      />
    )
  }

  return (
    <VirtualGrid
      className="leads"
      label={`Leads of ${team.orgName}`}
      columns={columns}
      items={leads}
      target={target}
      onEnter={({ id }) => {
        if (!saving.includes(id)) setOpenId(id)
      }}
      renderRow={(lead, { active }) => (
        <>
          <div role="gridcell" data-column="select">
            <input
              type="checkbox"
              className="check"
              aria-label={`Select ${lead.name}`}
              tabIndex={active ? 0 : -1}
              checked={selected.has(lead.id)}
              onChange={({ currentTarget }) => on.onSelect(lead, currentTarget.checked)}
            />
          </div>
          <div role="gridcell" data-column="name">
            <bdi className="cell-text cell-text--strong">{lead.name}</bdi>
          </div>
          <div role="gridcell" data-column="company">
            <bdi className="cell-text cell-text--soft">{lead.company ?? 'No company'}</bdi>
          </div>
          <div role="gridcell" data-column="created">
            <time className="cell-text cell-text--soft" dateTime={lead.createdAt}>
              {formatDay(lead.createdAt)}
            </time>
          </div>
          <div role="gridcell" data-column="assignee">
            {assigneeCell(lead, active)}
          </div>
          <div role="gridcell" data-column="shared">
            <SharedWith lead={lead} team={team} former={former} />
          </div>
          <div role="gridcell" data-column="edit">
            <Button
              small
              aria-label={`Edit ${lead.name}`}
              tabIndex={active ? 0 : -1}
              // The server would take the form's version for one that somebody else has changed.
              busy={saving.includes(lead.id)}
              onClick={() => on.onEdit(lead)}
            >
              Edit
            </Button>
          </div>
        </>
      )}
    />
  )
}
