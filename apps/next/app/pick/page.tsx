'use client'
import '@roster/team-picker/styles.css'
import { TeamMemberPicker } from '@roster/team-picker'
import { teamPickerProps, useTeam } from '@roster/team-picker/team'
import { useState } from 'react'
import { Team } from '../../lib/team-provider'

export default function PickPage() {
  return (
    <Team>
      <Assignee />
    </Team>
  )
}

function Assignee() {
  const [assignee, setAssignee] = useState<string | null>(null)
  const team = useTeam(assignee === null ? [] : [assignee])
  return (
    <TeamMemberPicker
      {...teamPickerProps(team)}
      label="Assignee"
      value={assignee}
      onChange={(id: string | null) => setAssignee(id)}
      allowUnassigned
    />
  )
}
