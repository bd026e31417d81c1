import { auth } from '@clerk/nextjs/server'
import { Suspense } from 'react'
import { TaskList } from '../../lib/task-list'
import { team } from '../../lib/team'
import { Team } from '../../lib/team-provider'

export default function TasksPage() {
  return (
    <Suspense fallback={<p>Loading…</p>}>
      <Tasks />
    </Suspense>
  )
}

/** The app's own table: joined with Roster's view by the server, and assigned in the page. */
async function Tasks() {
  const { isAuthenticated, orgId, redirectToSignIn } = await auth()
  if (!isAuthenticated) return redirectToSignIn()
  if (!orgId) return <p>Choose an organization.</p>
  const tasks = await (await team()).tasks.list()
  return (
    <>
      <h1>Tasks</h1>
      <ul>
        {tasks.map(({ id, title, assignee }) => (
          <li key={id}>
            {title}: {assignee ? `${assignee.firstName} ${assignee.lastName}` : 'nobody'}
          </li>
        ))}
      </ul>
      <Team>
        <TaskList tasks={tasks} />
      </Team>
    </>
  )
}
