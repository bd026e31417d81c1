'use client'
import '@roster/team-picker/styles.css'
import { TeamMemberPicker } from '@roster/team-picker'
import { trpc } from './trpc'

/** The tasks, each with the field that assigns it. */
export function TaskList({ me }: { me: string }) {
  const people = trpc.team.users.list.useQuery()
  const tasks = trpc.tasks.list.useQuery()
  const assign = trpc.tasks.assign.useMutation({ onSuccess: () => tasks.refetch() })
  return tasks.data?.map(({ title, assigneeId, assignee }) => (
    <section key={title}>
      <TeamMemberPicker
        label={title}
        people={people.data ?? []}
        status={people.isSuccess ? 'ready' : people.isError ? 'error' : 'loading'}
        onRetry={() => void people.refetch()}
        me={me}
        value={assigneeId}
        onChange={(id: string | null) => assign.mutate(id)}
        allowUnassigned
      />
      <p role="status">{assignee ? `Assigned to ${assignee}` : 'Assigned to nobody'}</p>
    </section>
  ))
}
