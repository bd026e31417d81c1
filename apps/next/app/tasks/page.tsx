import { auth } from '@clerk/nextjs/server'
import { team } from '../../lib/team'

/** A server component: the app's own table, joined with Roster's view. */
export default async function TasksPage() {
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
    </>
  )
}
