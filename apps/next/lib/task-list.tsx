'use client'
import '@roster/team-picker/styles.css'
import { TeamMemberPicker } from '@roster/team-picker'
import { teamPickerProps, useTeam } from '@roster/team-picker/team'
import { trpc } from './trpc'

/** The tasks, each with the field that assigns it. */
export function TaskList() {
  const tasks = trpc.tasks.list.useQuery()
  const assign = trpc.tasks.assign.useMutation({ onSettled: () => tasks.refetch() })
  const team = useTeam(tasks.data?.flatMap(({ assigneeId }) => assigneeId ?? []))
  return tasks.data?.map(({ id, title, assigneeId }) => (
    <TeamMemberPicker
      {...teamPickerProps(team)}
      key={id}
      label={title}
      value={assigneeId}
      onChange={(person: string | null) => assign.mutate({ id, assigneeId: person })}
      allowUnassigned
    />
  ))
}
