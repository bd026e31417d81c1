import '@roster/team-picker/styles.css'
import { TeamMemberPicker } from '@roster/team-picker'
import { TeamProvider, teamPickerProps, useTeam } from '@roster/team-picker/team'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createTRPCClient, httpLink } from '@trpc/client'
import { StrictMode, useState } from 'react'
import { createRoot } from 'react-dom/client'
import type { HostRouter } from '../team-host.ts'

declare global {
  interface Window {
    /** A session's token in the organization, as Clerk would give it. */
    tokenOf(this: void, slug: string): Promise<string>
  }
}

const { me = '', assignee = '', ...organizations } = Object.fromEntries(new URLSearchParams(location.search))
const clients = Object.fromEntries(
  Object.keys(organizations).map((slug) => {
    const headers = async () => ({ authorization: `Bearer ${await window.tokenOf(slug)}` })
    return [slug, createTRPCClient<HostRouter>({ links: [httpLink({ url: '/trpc', headers })] })]
  }),
)

const ids = assignee ? [assignee] : []

function Assignment() {
  const team = useTeam(ids)
  const mine = team.status === 'ready' ? team.memberOf.get(me) : undefined
  return (
    <>
      <p role="status">
        {team.status} {team.status === 'ready' && `${team.people.length} ${mine?.role} ${mine?.status}`}
      </p>
      <ul>{team.status === 'ready' && team.people.map(({ id, firstName }) => <li key={id}>{firstName}</li>)}</ul>
      <TeamMemberPicker label="Assignee" {...teamPickerProps(team)} value={assignee} />
    </>
  )
}

function Page() {
  const [slug, setSlug] = useState(Object.keys(organizations)[0] ?? '')
  const client = clients[slug]
  return (
    <>
      {Object.keys(organizations).map((each) => (
        <button key={each} type="button" onClick={() => setSlug(each)}>
          {each}
        </button>
      ))}
      {client && (
        <TeamProvider client={client.team} me={me} orgId={organizations[slug] ?? ''}>
          <Assignment />
        </TeamProvider>
      )}
    </>
  )
}

const root = document.getElementById('root')
const queryClient = new QueryClient()
if (root)
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <Page />
      </QueryClientProvider>
    </StrictMode>,
  )
