import { useAuth, useOrganization, useOrganizationList, useUser } from '@clerk/react'
import { InternalClerkProvider } from '@clerk/react/internal'
import { createRoot } from 'react-dom/client'

const query = new URLSearchParams(location.search)
const proxyUrl = query.get('proxyUrl') ?? ''

function Team() {
  const { user } = useUser()
  const { orgSlug, signOut } = useAuth()
  const { memberships } = useOrganization({ memberships: { query: 'taylor', role: ['org:member'] } })
  const { userMemberships, setActive, createOrganization } = useOrganizationList({ userMemberships: true })
  if (!user) return <p>Signed out</p>
  const start = async () =>
    setActive?.({ organization: (await createOrganization?.({ name: 'Made in a browser' }))?.id ?? null })
  return (
    <>
      <h1>
        {user.firstName} in {orgSlug}
      </h1>
      <ul aria-label="Members found">
        {memberships?.data?.map(({ id, publicUserData }) => (
          <li key={id}>{publicUserData?.identifier}</li>
        ))}
      </ul>
      {userMemberships.data?.map(({ organization: { id, name } }) => (
        <button key={id} onClick={() => void setActive?.({ organization: id })}>
          Open {name}
        </button>
      ))}
      <button onClick={() => void user.update({ firstName: 'Alicia' })}>Rename</button>
      <button onClick={() => void start()}>New organization</button>
      <button onClick={() => void signOut()}>Sign out</button>
    </>
  )
}

const root = document.querySelector('main')
if (!root) throw new Error('index.html has no main element, so nothing is shown.')
createRoot(root).render(
  <InternalClerkProvider
    publishableKey={query.get('publishableKey') ?? ''}
    proxyUrl={proxyUrl}
    __internal_clerkJSUrl={`${proxyUrl}/npm/@clerk/clerk-js@6/dist/clerk.browser.js`}
    prefetchUI={false}
    telemetry={false}
  >
    <Team />
  </InternalClerkProvider>,
)
