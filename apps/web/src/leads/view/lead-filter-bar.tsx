import { TeamMemberPicker } from '@roster/team-picker'
import { useMemo } from 'react'
import { Button } from '../../shell/button.tsx'
import type { Team } from '../../team/team.ts'
import { departedMembers } from '../people/departed-members.ts'
import { filterPeople } from '../people/filter-people.ts'
import type { FormerMembers } from '../people/use-former-members.ts'
import type { LeadFilter } from './lead-filter.ts'

type LeadFilterBarProps = {
  team: Team
  former: FormerMembers
  filter: LeadFilter
  onChange: (filter: LeadFilter) => void
}

// In a filter an empty choice means anyone.
const strings = { placeholder: 'Anyone', unassigned: 'Anyone', assignToMe: 'Assigned to me', others: 'Left' }

export function LeadFilterBar({ team, former, filter, onChange }: LeadFilterBarProps) {
  const { me } = team
  const person = filter.kind === 'person' ? filter.id : null
  const isMine = person === me
  const isUnassigned = filter.kind === 'unassigned'
  const people = useMemo(() => filterPeople(team, former), [team, former])
  return (
    <div className="lead-filter" role="group" aria-label="Filter by assignee">
      <Button aria-pressed={isMine} onClick={() => onChange(isMine ? { kind: 'all' } : { kind: 'person', id: me })}>
        Assigned to me
      </Button>
      <Button aria-pressed={isUnassigned} onClick={() => onChange({ kind: isUnassigned ? 'all' : 'unassigned' })}>
        Unassigned
      </Button>
      <div className="lead-filter__person">
        <TeamMemberPicker
          {...people}
          {...(team.status === 'ready' && people.sectionOf === undefined && { ranker: team.ranker })}
          label="Assigned to"
          hideLabel
          allowUnassigned
          strings={strings}
          departed={departedMembers(former)}
          value={person}
          onChange={(id) => onChange(id === null ? { kind: 'all' } : { kind: 'person', id })}
        />
      </div>
    </div>
  )
}
