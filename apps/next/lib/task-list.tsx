'use client'
import '@roster/team-picker/styles.css'
import { TeamMemberPicker } from '@roster/team-picker'
import { teamPickerProps, useTeam } from '@roster/team-picker/team'
import { useRouter } from 'next/navigation'
import { client } from './client'

type Task = { id: number; title: string; assigneeId: string | null }

/** The tasks, each with the field that assigns it. */
export function TaskList({ tasks }: { tasks: Task[] }) {
  const { refresh } = useRouter()
  const team = useTeam(tasks.flatMap(({ assigneeId }) => assigneeId ?? []))
  return tasks.map(({ id, title, assigneeId }) => (
    <TeamMemberPicker
      {...teamPickerProps(team)}
      key={id}
      label={title}
      value={assigneeId}
      onChange={(person: string | null) => void client.tasks.assign.mutate({ id, assigneeId: person }).finally(refresh)}
      allowUnassigned
    />
  ))
}
