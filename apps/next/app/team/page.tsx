import { auth } from '@clerk/nextjs/server'
import { Suspense } from 'react'
import { team } from '../../lib/team'

export default function TeamPage() {
  return (
    <Suspense fallback={<p>Loading…</p>}>
      <People />
    </Suspense>
  )
}

async function People() {
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
