import { auth } from '@clerk/nextjs/server'
import { team } from '../../lib/team'

/** A server component: the list is in the page as it arrives. */
export default async function TeamPage() {
  const { isAuthenticated, orgId, redirectToSignIn } = await auth()
  if (!isAuthenticated) return redirectToSignIn()
  if (!orgId) return <p>Choose an organization.</p>
  const people = await (await team()).team.users.list()
  return (
    <>
      <h1>{people.length} people</h1>
      <ul>
        {people.map(({ id, firstName, lastName, email }) => (
          <li key={id}>
            {firstName} {lastName} {email}
          </li>
        ))}
      </ul>
    </>
  )
}
