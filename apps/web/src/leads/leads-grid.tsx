import type { Lead } from '../../server/leads/leads-router.ts'
import { useState } from 'react'
import type { RowTarget } from '../grid/use-active-row.ts'
import { VirtualGrid } from '../grid/virtual-grid.tsx'
import type { Team } from '../team/team.ts'
import { AssigneeButton } from './assignee-button.tsx'
import { AssigneePicker } from './assignee-picker.tsx'
import type { FormerMembers } from './use-former-members.ts'

type LeadsGridProps = {
  leads: readonly Lead[]
  team: Team
  former: FormerMembers
  /** Ids of leads whose assignment is on its way. */
  saving: readonly string[]
  target: RowTarget | null
  onAssign: (lead: Lead, assigneeId: string | null) => void
  onCancel: (lead: Lead) => void
}

const columns = [
  { key: 'name', title: 'Lead' },
  { key: 'company', title: 'Company' },
  { key: 'created', title: 'Created' },
  { key: 'assignee', title: 'Assignee' },
]
const dates = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' })

export function LeadsGrid({ leads, team, former, saving, target, onAssign, onCancel }: LeadsGridProps) {
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
          onAssign(lead, assigneeId)
        }}
        onLeave={() => setOpenId(null)}
        onCancel={() => {
          setOpenId(null)
          onCancel(lead)
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
          <div role="gridcell" data-column="name">
            <bdi className="cell-text cell-text--strong">{lead.name}</bdi>
          </div>
          <div role="gridcell" data-column="company">
            <bdi className="cell-text cell-text--soft">{lead.company ?? 'No company'}</bdi>
          </div>
          <div role="gridcell" data-column="created">
            <time className="cell-text cell-text--soft" dateTime={lead.createdAt}>
              {dates.format(new Date(lead.createdAt))}
            </time>
          </div>
          <div role="gridcell" data-column="assignee">
            {assigneeCell(lead, active)}
          </div>
        </>
      )}
    />
  )
}
