import { lazy, Suspense, useEffect, useState } from 'react'
import { Route, Switch } from 'wouter'
import type { Session } from './clerk.tsx'
import { AccessEnded } from './shell/access-ended.tsx'
import { ChooseOrganization } from './shell/choose-organization.tsx'
import { ConnectionBar } from './shell/connection-bar.tsx'
import { NotFoundPage } from './shell/not-found-page.tsx'
import { PageSkeleton } from './shell/page-skeleton.tsx'
import { useEndedOrganization } from './shell/use-ended-organization.ts'
import { SignInUnavailable } from './sign-in/sign-in-unavailable.tsx'
import { TeamPage } from './team/team-page.tsx'
import { TeamProvider } from './team/team-provider.tsx'
import { useTeam } from './team/use-team.ts'
import { Api, trpc } from './trpc.tsx'

const importLeads = () => import('./leads/leads-page.tsx').then(({ LeadsPage }) => ({ default: LeadsPage }))
const importApiAccess = () => import('./api-access/api-access-page.tsx')
const LeadsPage = lazy(importLeads)
const ApiAccessPage = lazy(importApiAccess)

/** The pages that the session may see; anyone who is not a member is shown what is missing. */
export default function MemberPages({ session }: { session: Session }) {
  const ended = useEndedOrganization(session)
  // A person who was added again starts with an empty cache.
  const [admissions, setAdmissions] = useState(0)
  switch (session.status) {
    case 'loading':
    case 'signed-out':
    case 'pending':
      return <PageSkeleton />
    case 'unavailable':
      return <SignInUnavailable />
    case 'no-organization':
      return (
        <>
          <ConnectionBar />
          {ended ? <AccessEnded ended={ended} /> : <ChooseOrganization />}
        </>
      )
    case 'ready': {
      const { userId, orgId, orgName } = session
      return (
        <Api key={`${userId} ${orgId} ${admissions}`} orgId={orgId}>
          <TeamProvider me={userId} orgId={orgId} orgName={orgName ?? 'your organization'}>
            <OrganizationPages
              orgId={orgId}
              isAdmin={session.isAdmin}
              onReadmitted={() => setAdmissions(admissions + 1)}
            />
          </TeamProvider>
        </Api>
      )
    }
  }
}

type OrganizationPagesProps = { orgId: string; isAdmin: boolean; onReadmitted: () => void }

function OrganizationPages({ orgId, isAdmin, onReadmitted }: OrganizationPagesProps) {
  const team = useTeam()
  const { client } = trpc.useUtils()
  const isLoading = team.status === 'loading'
  useEffect(() => {
    // The next page then opens at once, offline too.
    if (!isLoading) void Promise.allSettled([importLeads(), importApiAccess()])
  }, [isLoading])
  if (team.status === 'ended') {
    const onMember = () => client.users.revision.query().then(onReadmitted)
    return <AccessEnded ended={{ orgId, orgName: team.orgName }} onMember={onMember} />
  }
  return (
    <>
      <ConnectionBar isUnreachable={team.status === 'ready' && !team.isLive} />
      <Suspense fallback={<PageSkeleton />}>
        <Switch>
          <Route path="/" component={TeamPage} />
          <Route path="/leads" component={LeadsPage} />
          <Route path="/api-access">
            <ApiAccessPage isAdmin={isAdmin} />
          </Route>
          <Route component={NotFoundPage} />
        </Switch>
      </Suspense>
    </>
  )
}
